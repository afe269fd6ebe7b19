import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { formatCount, oneLine } from '@customer-files/format';
import { cost, PRICES } from '../../../bench/src/cost/prices';
import type { StageBucket } from './stage-buckets';

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

/** What the buckets cost a month in us-east-1 (docs/cost.md), as long as nothing in them expires. */
function costOf(buckets: readonly StageBucket[]): string {
  const gigabytes = buckets.reduce((sum, { bytes }) => sum + bytes, 0) / GB;
  const usd = cost(PRICES.s3Storage, gigabytes);
  return `${usd < 0.01 ? 'less than 0.01' : usd.toFixed(2)} USD a month`;
}

/** A stage of an account, by what the commands that are printed need. */
interface Place {
  stage: string;
  region: string;
}

/** The parameters of a stage that are there. An operator has made them, so an operator deletes them. */
async function parametersOf({ stage, region }: Place): Promise<string[]> {
  const names = PARAMETERS.map((name) => `/customer-files/${stage}/${name}`);
  const { Parameters = [] } = await new SSMClient({ region }).send(new GetParametersCommand({ Names: names }));
  return names.filter((name) => Parameters.some(({ Name }) => Name === name));
}

/** The lines about parameters. What could not be read fails no removal: it is over by then, and leaves them alone. */
async function parameterLines(place: Place): Promise<string[]> {
  const { stage, region } = place;
  try {
    const names = await parametersOf(place);
    if (names.length === 0) return [];
    return [
      `parameters  ${names.join(', ')}: they cost nothing`,
      `            delete them with: aws ssm delete-parameters --region ${region} --names ${names.join(' ')}`,
    ];
  } catch (error) {
    const list = `aws ssm get-parameters-by-path --region ${region} --recursive --path /customer-files/${stage}`;
    const { name, message } = error as Error;
    return [
      `parameters  they could not be read (${oneLine(`${name}: ${message}`)})`,
      `            those that are there stay, and cost nothing; list them with: ${list}`,
    ];
  }
}

/** What a removal leaves, and what it costs, a line each. */
export async function remaining(place: Place, buckets: readonly StageBucket[]): Promise<string[]> {
  const again = `npm run remove -- --stage ${place.stage} --region ${place.region} --with-data`;
  return [
    ...buckets.map(bucketLine),
    ...(buckets.length > 0
      ? [
          `            ${costOf(buckets)}, less as objects expire; a new deploy is refused until they are deleted: ${again}`,
        ]
      : []),
    ...(await parameterLines(place)),
    'database    its tables, dim_customer among them, with all rows; its server costs what it did',
  ];
}
