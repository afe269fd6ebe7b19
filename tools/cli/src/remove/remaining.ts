import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { formatCount } from '@customer-files/format';
import type { StageBucket } from './stage-buckets';

/** USD for a GB of S3 Standard and a month, in us-east-1 (docs/cost.md). */
const GB_MONTH = 0.023;
const GB = 1e9;

const PARAMETERS = ['feed', 'mail', 'database/app', 'database/owner'];

/** A size in the largest unit that it fills. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  const power = Math.min(4, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** power).toFixed(1)} ${['', 'kB', 'MB', 'GB', 'TB'][power]}`;
}

export const bucketLine = ({ name, versions, bytes }: StageBucket): string =>
  `bucket      ${name}: ${formatCount(versions, 'version')} of objects, ${formatBytes(bytes)}`;

/** What the buckets cost a month, as long as nothing in them expires. */
function costOf(buckets: readonly StageBucket[]): string {
  const usd = (buckets.reduce((sum, { bytes }) => sum + bytes, 0) / GB) * GB_MONTH;
  return `${usd < 0.01 ? 'less than 0.01' : usd.toFixed(2)} USD a month`;
}

/** The parameters of a stage that are there. An operator has made them, so an operator deletes them. */
export async function parametersOf(stage: string, region: string): Promise<string[]> {
  const names = PARAMETERS.map((name) => `/customer-files/${stage}/${name}`);
  const { Parameters = [] } = await new SSMClient({ region }).send(new GetParametersCommand({ Names: names }));
  return names.filter((name) => Parameters.some(({ Name }) => Name === name));
}

/** What a removal leaves, and what it costs, a line each. */
export function remaining(stage: string, buckets: readonly StageBucket[], parameters: readonly string[]): string[] {
  const again = `npm run remove -- --stage ${stage} --with-data`;
  return [
    ...buckets.map(bucketLine),
    ...(buckets.length > 0
      ? [
          `            ${costOf(buckets)}, less as objects expire; a new deploy is refused until they are deleted: ${again}`,
        ]
      : []),
    ...(parameters.length > 0
      ? [
          `parameters  ${parameters.join(', ')}: they cost nothing`,
          `            delete them with: aws ssm delete-parameters --names ${parameters.join(' ')}`,
        ]
      : []),
    'database    its tables, dim_customer among them, with all rows; its server costs what it did',
  ];
}
