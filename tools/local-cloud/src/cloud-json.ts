import type { Login } from './postgres/postgres';

/** The content of `cloud.json`: where the parts of a running embedded cloud are. */
export interface CloudJson {
  pid: number;
  account: string;
  region: string;
  /** URL of EventBridge, SSM, Lambda and the cloud's own verbs. */
  control: string;
  s3: string;
  sqs: string;
  ses: string;
  /** Null if the cloud was started without a database. */
  postgres: { host: string; port: number; database: string; owner: Login; app: Login } | null;
}
