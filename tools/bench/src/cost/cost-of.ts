import type { FunctionCounts, UsageCounts } from '@customer-files/local-cloud';
import { sum } from './arithmetic';
import { billedSeconds, billedStartSeconds, gigabyteSeconds } from './billed';
import type { DeployedResources } from './deployed-resources';
import { cost, type Price, PRICES } from './prices';

/** A line of the bill. */
export interface CostLine {
  what: string;
  quantity: number;
  price: Price;
  usd: number;
}

/** The bill of some work: doing it, and keeping what it leaves for as long as it is kept. */
export interface Bill {
  doing: readonly CostLine[];
  keeping: readonly CostLine[];
}

/** Taken for 10^9 bytes; where AWS means 2^30, the bill is 7 % smaller. */
const GIGABYTE = 1e9;

const DAYS_OF_A_MONTH = 365 / 12;

/** What Lambda itself writes for an invocation (START, END, REPORT), and the 26 bytes by which CloudWatch counts each line longer. */
const LAMBDA_LOG_BYTES = 600;

const line = (what: string, price: Price, quantity: number): CostLine => ({
  what,
  quantity,
  price,
  usd: cost(price, quantity),
});

const gigabyteMonths = (bytes: number, days: number): number => (bytes / GIGABYTE) * (days / DAYS_OF_A_MONTH);

const logBytes = (functions: readonly FunctionCounts[]): number =>
  sum(functions.map(({ logBytes, invocations }) => logBytes + invocations * LAMBDA_LOG_BYTES));

function doing({ s3, sqs, events, lambda, ssm, ses }: UsageCounts): CostLine[] {
  const folders = Object.values(s3);
  const functions = Object.values(lambda);
  return [
    line('S3: PUT, POST, LIST', PRICES.s3Write, sum(folders.map(({ writes }) => writes))),
    line('S3: GET, HEAD', PRICES.s3Read, sum(folders.map(({ reads }) => reads))),
    // Empty receives are no cost of rows: they go on day and night (monthly.ts).
    line(
      'SQS: send, receive, delete',
      PRICES.queueRequest,
      sqs.sends + sqs.receives + sqs.deletes + sqs.visibilityChanges + sqs.others,
    ),
    line('EventBridge: custom events', PRICES.customEvent, events.custom),
    line('EventBridge: archiving', PRICES.archiving, events.archivedBytes / GIGABYTE),
    line('Lambda: invocations', PRICES.invocation, sum(functions.map(({ invocations }) => invocations))),
    line(
      'Lambda: running',
      PRICES.computing,
      sum(functions.map((one) => gigabyteSeconds(one.memorySize, billedSeconds(one)))),
    ),
    line(
      'Lambda: cold starts',
      PRICES.computing,
      sum(functions.map((one) => gigabyteSeconds(one.memorySize, billedStartSeconds(one)))),
    ),
    line('CloudWatch: logs', PRICES.logging, logBytes(functions) / GIGABYTE),
    line('KMS: decrypting parameters', PRICES.decryption, ssm.decryptions),
    line('SES: e-mails', PRICES.email, ses.emails),
  ];
}

/** What a retention is needed for. */
export type Retention = Pick<DeployedResources, 'buckets' | 'archiveDays'>;

function keeping({ s3, events }: UsageCounts, { buckets, archiveDays }: Retention): CostLine[] {
  const objects = buckets.map(({ bucket, days }) => {
    const bytes = sum(
      Object.entries(s3)
        .filter(([folder]) => folder.startsWith(bucket))
        .map(([, { bytesIn }]) => bytesIn),
    );
    return line(`S3: ${bucket.split('-')[2]} bucket, ${days} days`, PRICES.s3Storage, gigabyteMonths(bytes, days));
  });
  return [
    ...objects,
    line(
      `EventBridge: archive, ${archiveDays} days`,
      PRICES.archiveStorage,
      gigabyteMonths(events.archivedBytes, archiveDays),
    ),
  ];
}

/** What AWS would bill for what was counted. */
export const costOf = (usage: UsageCounts, retention: Retention): Bill => ({
  doing: doing(usage),
  keeping: keeping(usage, retention),
});

export const totalOf = (lines: readonly CostLine[]): number => sum(lines.map(({ usd }) => usd));

/** US dollars of the whole bill. */
export const billTotal = ({ doing, keeping }: Bill): number => totalOf(doing) + totalOf(keeping);
