import { createReadStream, existsSync, mkdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { type CustomerFileProcessed, FeedSettings } from '@customer-files/events';
import { type CloudHandle, startCloud } from '@customer-files/local-cloud';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { clientOf, deployAll, landingBucket, localTarget } from '../cli/src/deployment';
import { packageServices } from '../cli/src/packages';
import { AS_OF, generate } from './generate';

/** `npm run bench -- [--rows N] [--runs N]`: the whole chain against `COPY ... (FORMAT csv)` of the valid rows, in turn. */
const ROOT = join(__dirname, '..');
const COLUMNS = 'customer_id, full_name, email, age, date_of_birth, phone_number, country';

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** The S3 put of a file until the event that follows its e-mail, in seconds. */
async function throughTheChain(cloud: CloudHandle, file: string, key: string): Promise<{ seconds: number; summary: CustomerFileProcessed }> {
  const s3 = new S3Client(clientOf(cloud.endpoints.s3, cloud.endpoints));
  s3.middlewareStack.add(
    (next) => (args) => {
      (args.request as { headers: Record<string, string> }).headers['x-local-cloud-time'] = `${AS_OF}T12:00:00Z`;
      return next(args);
    },
    { step: 'build' },
  );
  const ended = new Promise<CustomerFileProcessed>((resolve) => {
    cloud.on((happening) => {
      if (happening.type !== 'event' || happening.event['detail-type'] !== 'CustomerFileProcessed') return;
      const summary = happening.event.detail as unknown as CustomerFileProcessed;
      if (summary.object.key === key) resolve(summary);
    });
  });
  await new Upload({ client: s3, params: { Bucket: landingBucket(cloud.endpoints), Key: key, Body: createReadStream(file) } }).done();
  // Measured from the moment S3 has the object, as the product is started by it.
  const from = performance.now();
  const summary = await ended;
  return { seconds: (performance.now() - from) / 1000, summary };
}

async function emptied(client: pg.Client, table: string): Promise<void> {
  await client.query(`TRUNCATE ${table}`);
  await client.query('TRUNCATE part_ledger');
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { rows: { type: 'string', default: '1000000' }, runs: { type: 'string', default: '3' } } });
  const [rows, runs] = [Number(values.rows), Number(values.runs)];
  const data = join(ROOT, 'bench', 'data');
  mkdirSync(data, { recursive: true });
  const file = join(data, `customers-${rows}.csv`);
  if (!existsSync(file)) await generate(file, rows);
  const state = await mkdtemp(join(tmpdir(), 'customer-files-bench-'));
  const cloud = await startCloud({ state, ports: 'free' });
  try {
    await deployAll(cloud, await packageServices({ root: ROOT, state: join(ROOT, '.local'), target: localTarget(new FeedSettings()) }), new FeedSettings(), state);
    const { host, port, database, owner } = cloud.endpoints.postgres!;
    const client = new pg.Client({ host, port, database, ...owner });
    await client.connect();
    await client.query('CREATE TABLE reference (LIKE dim_customer INCLUDING ALL)');
    await client.query("ALTER TABLE reference ALTER source_file_id SET DEFAULT '00000000-0000-8000-8000-000000000000'");
    const valid = join(state, 'valid.csv');
    const [ours, theirs]: [number[], number[]] = [[], []];
    for (let run = 0; run < runs; run++) {
      await emptied(client, 'dim_customer');
      const { seconds, summary } = await throughTheChain(cloud, file, `incoming/run-${run}.csv`);
      const { total, valid: accepted, inserted } = summary.counts!;
      if (total !== rows || inserted !== accepted) throw new Error(`the counts are wrong: ${JSON.stringify(summary.counts)}`);
      ours.push(seconds);
      if (run === 0) {
        const chunks: Buffer[] = [];
        await pipeline(client.query(copyTo(`COPY (SELECT ${COLUMNS} FROM dim_customer ORDER BY customer_id) TO STDOUT (FORMAT csv)`)), async (source) => {
          for await (const chunk of source) chunks.push(chunk as Buffer);
        });
        await writeFile(valid, Buffer.concat(chunks));
      }
      await client.query('TRUNCATE reference');
      const from = performance.now();
      await pipeline(createReadStream(valid), client.query(copyFrom(`COPY reference (${COLUMNS}) FROM STDIN (FORMAT csv)`)));
      theirs.push((performance.now() - from) / 1000);
      process.stderr.write(`run ${run + 1}: chain ${ours.at(-1)!.toFixed(2)} s, COPY csv ${theirs.at(-1)!.toFixed(2)} s\n`);
    }
    const ratios = theirs.map((reference, i) => reference / ours[i]!);
    const functions = (await cloud.local<{ name: string; peakRssBytes: number }[]>('functions')).map(({ name, peakRssBytes }) => `${name} ${Math.round(peakRssBytes / 2 ** 20)} MB`);
    process.stdout.write(
      `${rows} rows, ${runs} pairs in turn, Node.js ${process.version}, ${cpus().length} x ${cpus()[0]!.model}\n` +
        `the whole chain: median ${median(ours).toFixed(2)} s (${Math.round(rows / median(ours)).toLocaleString('en-US')} rows/s)\n` +
        `COPY csv of the valid rows: median ${median(theirs).toFixed(2)} s (${Math.round(rows / median(theirs)).toLocaleString('en-US')} rows/s)\n` +
        `ratio: median ${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}), where 1.0 is as fast\n` +
        `peak memory: ${functions.join(', ')}\n`,
    );
    await client.end();
  } finally {
    await cloud.close();
    await rm(state, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
