import type { Login } from './postgres/postgres';

/** Where the parts of a running embedded cloud are, as `cloud.json` tells. */
export interface CloudJson {
  pid: number;
  account: string;
  region: string;
  /** EventBridge, SSM, Lambda, and the cloud's own verbs. */
  control: string;
  s3: string;
  sqs: string;
  ses: string;
  postgres: { host: string; port: number; database: string; owner: Login; app: Login } | null;
}
