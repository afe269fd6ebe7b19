/** A price of AWS without any free tier, in US dollars. */
export interface Price {
  what: string;
  usd: number;
  /** So many of the unit cost that. */
  per: number;
  unit: string;
  /** Of which day it is. */
  on: string;
  /** Who says so. AWS's own pages fill in most of their prices by script, so stored copies of them show none. */
  from: string;
}

export const REGION = 'us-east-1';

const MILLION = 1_000_000;
/** When the prices were noted of which no dated page was found; they are general knowledge, and the page named agrees. */
const NOTED = '2026-11-22';

const CLOUDBURN = 'cloudburn.io/blog/amazon-eventbridge-pricing';
const WRING = 'wring.co/blog/aws-lambda-pricing-guide';
const CLOUDOPTIMO = 'noted; cloudoptimo.com/blog/a-look-into-aws-s3-pricing-models';

export const PRICES = {
  s3Write: { what: 'S3: PUT, COPY, POST, LIST', usd: 0.005, per: 1000, unit: 'requests', on: NOTED, from: CLOUDOPTIMO },
  s3Read: { what: 'S3: GET, HEAD and others', usd: 0.0004, per: 1000, unit: 'requests', on: NOTED, from: CLOUDOPTIMO },
  s3Storage: {
    what: 'S3: Standard storage, first 50 TB',
    usd: 0.023,
    per: 1,
    unit: 'GB-months',
    on: NOTED,
    from: 'noted; gist.github.com/EverettBerry/a37438006529a55f42da6fdbc44a505c (2022)',
  },
  queueRequest: {
    what: 'SQS: standard queues',
    usd: 0.4,
    per: MILLION,
    unit: 'requests',
    on: '2026-03-14',
    from: 'cloudburn.io/blog/amazon-sqs-pricing',
  },
  customEvent: {
    what: 'EventBridge: custom events',
    usd: 1,
    per: MILLION,
    unit: 'events',
    on: '2026-03-13',
    from: CLOUDBURN,
  },
  archiving: { what: 'EventBridge: archiving', usd: 0.1, per: 1, unit: 'GB', on: '2026-03-13', from: CLOUDBURN },
  archiveStorage: {
    what: 'EventBridge: archive',
    usd: 0.023,
    per: 1,
    unit: 'GB-months',
    on: '2026-03-13',
    from: CLOUDBURN,
  },
  invocation: {
    what: 'Lambda: invocations',
    usd: 0.2,
    per: MILLION,
    unit: 'invocations',
    on: '2026-03-08',
    from: WRING,
  },
  /** As the functions are packaged. */
  computing: { what: 'Lambda: arm64', usd: 0.0000133334, per: 1, unit: 'GB-seconds', on: '2026-03-08', from: WRING },
  logging: {
    what: 'CloudWatch: logs taken in',
    usd: 0.5,
    per: 1,
    unit: 'GB',
    on: '2026-06-13',
    from: 'factualminds.com/blog/amazon-cloudwatch-pricing-metrics-logs-alarms-dashboards',
  },
  alarm: {
    what: 'CloudWatch: standard alarms',
    usd: 0.1,
    per: 1,
    unit: 'alarm-months',
    on: NOTED,
    from: 'noted; c3x.dev/resources/aws/aws_cloudwatch_metric_alarm',
  },
  decryption: {
    what: 'KMS',
    usd: 0.03,
    per: 10_000,
    unit: 'requests',
    on: '2026-03-15',
    from: 'wring.co/blog/aws-kms-pricing-guide',
  },
  email: {
    what: 'SES: e-mails, each recipient',
    usd: 0.1,
    per: 1000,
    unit: 'e-mails',
    on: NOTED,
    from: 'noted; acecloudinterviews.com/tutorials/aws/ses',
  },
} as const satisfies Record<string, Price>;

/** What so many of a price's unit cost, in US dollars. */
export const cost = ({ usd, per }: Price, quantity: number): number => (quantity * usd) / per;
