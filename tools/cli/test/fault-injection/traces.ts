import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import type { StoredObject } from '@customer-files/events';
import { type CloudHandle, readInbox, type StoredMail } from '@customer-files/local-cloud';
import { parse } from 'csv-parse/sync';
import pg from 'pg';
import { clientOf, STAGE } from '../../src/local-deployment';

/** What the services have stored and sent. */
export interface Traces {
  customers: { customer_id: string; email: string; source_file_id: string }[];
  ledger: {
    file_id: string;
    part: number;
    inserted: number;
    unchanged: number;
    conflicting: number;
    published_at: Date | null;
  }[];
  mails: StoredMail[];
  /** The files of rejects and conflicts. */
  rejects: { key: string; etag: string; time: Date }[];
}

async function rowsOf<Row extends pg.QueryResultRow>({ endpoints }: CloudHandle, sql: string): Promise<Row[]> {
  const { host, port, database, owner } = endpoints.postgres!;
  const client = new pg.Client({ host, port, database, ...owner });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function rejectsOf({ endpoints }: CloudHandle): Promise<Traces['rejects']> {
  const s3 = new S3Client(clientOf(endpoints.s3, endpoints));
  const { Contents = [] } = await s3.send(
    new ListObjectsV2Command({
      Bucket: `customer-files-work-${STAGE}-${endpoints.account}`,
      Prefix: 'Curoupt_Records/',
    }),
  );
  s3.destroy();
  return Contents.map(({ Key, ETag, LastModified }) => ({ key: Key!, etag: ETag!, time: LastModified! }));
}

/** Reads all traces; to be called while no faults are injected. */
export async function readTraces(cloud: CloudHandle): Promise<Traces> {
  const [customers, ledger, mails, rejects] = await Promise.all([
    rowsOf<Traces['customers'][number]>(cloud, 'SELECT * FROM dim_customer ORDER BY customer_id'),
    rowsOf<Traces['ledger'][number]>(cloud, 'SELECT * FROM part_ledger ORDER BY file_id, part'),
    readInbox(cloud.endpoints),
    rejectsOf(cloud),
  ]);
  return { customers, ledger, mails, rejects };
}

/** Counts the rows of a rejects file. */
export async function rowsOfObject({ endpoints }: CloudHandle, { bucket, key }: StoredObject): Promise<number> {
  const s3 = new S3Client(clientOf(endpoints.s3, endpoints));
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  const rows = (parse(await Body!.transformToString()) as string[][]).length - 1;
  s3.destroy();
  return rows;
}
