import type { StoredObject } from '@customer-files/events';
import type pg from 'pg';

/** The input of the program that times the stages, as JSON on its command line. */
export interface Task {
  /** The file on disk, and in S3. */
  file: string;
  landed: StoredObject;
  workBucket: string;
  login: pg.ClientConfig;
  /** Into which parts are loaded. */
  table: string;
}

/** Seconds of each stage, alone and one after the other. */
export type Stages = Record<'S3 read' | 'find' | 'validate' | 'encode' | 'S3 write' | 'fetch' | 'COPY', number>;
