import 'reflect-metadata';
import { createReadStream, statSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { RecordScanner, type RecordSink } from '@customer-files/csv';
import { objectStore } from '@customer-files/object-store';
import type { StoredObject } from '@customer-files/events';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { COPIED_COLUMNS } from '../../../../services/persistence/src/adapters/copy';
import { FileJudge } from '../../../../services/validation/src/domain/file-judge';
import { encoding, NO_VERDICTS, partsOf, type Judgeable, readable } from '../parts';
import { median } from '../statistics';
import type { Stages, Task } from './task';

/** The stages of a file, one after the other in one process, with the product's own code. Prints the seconds of each as JSON. */
const OPTIONS = { contentType: 'application/octet-stream' };

async function seconds(work: () => unknown): Promise<number> {
  const from = performance.now();
  await work();
  return (performance.now() - from) / 1000;
}

async function chunksOf(stream: Readable): Promise<Buffer[]> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return chunks;
}

function scan(chunks: readonly Buffer[], { dialect, width }: Judgeable['toJudge'], sink: RecordSink): void {
  const scanner = new RecordScanner(dialect.delimiter, width, width);
  for (const chunk of chunks) scanner.push(chunk, sink);
  scanner.end(sink);
}

/** The first pass is the compiler's, for the functions run all day; of the others the median counts. */
const PASSES = 4;

interface Pass {
  find: number;
  judged: number;
  encoded: number;
}

/** Finding records; judging them as well; and encoding what is valid as well. */
async function pass(chunks: readonly Buffer[], { toJudge }: Judgeable): Promise<Pass> {
  const find = await seconds(() => scan(chunks, toJudge, () => undefined));
  const judged = await seconds(() => scan(chunks, toJudge, new FileJudge(toJudge, NO_VERDICTS).take));
  const encoded = await seconds(() => {
    const { verdicts, end } = encoding(() => undefined);
    scan(chunks, toJudge, new FileJudge(toJudge, verdicts).take);
    end();
  });
  return { find, judged, encoded };
}

/** What the processor does in validation, each without what comes before it. */
async function processorStages(
  chunks: readonly Buffer[],
  judgeable: Judgeable,
): Promise<Pick<Stages, 'find' | 'validate' | 'encode'>> {
  const passes: Pass[] = [];
  for (let number = 0; number < PASSES; number++) passes.push(await pass(chunks, judgeable));
  const of = (name: keyof Pass): number => median(passes.slice(1).map((one) => one[name]));
  const [find, judged, encoded] = [of('find'), of('judged'), of('encoded')];
  return { find, validate: Math.max(0, judged - find), encode: Math.max(0, encoded - judged) };
}

async function copyStage(parts: readonly Buffer[], { login, table }: Task): Promise<number> {
  const client = new pg.Client(login);
  await client.connect();
  const took = await seconds(async () => {
    for (const part of parts)
      await pipeline(
        Readable.from([part]),
        client.query(copyFrom(`COPY ${table} (${COPIED_COLUMNS.join(', ')}) FROM STDIN (FORMAT binary)`)),
      );
  });
  await client.end();
  return took;
}

async function run(task: Task): Promise<Stages> {
  const { file, landed, workBucket } = task;
  const { size } = statSync(file);
  const [store, chunks, judgeable, parts] = [
    objectStore(),
    await chunksOf(createReadStream(file)),
    await readable(file, size),
    await partsOf(file, size),
  ];
  const processor = await processorStages(chunks, judgeable);
  const read = await seconds(async () => {
    for await (const chunk of (await store.read(landed)).stream) void chunk;
  });
  const stored: StoredObject[] = [];
  const write = await seconds(async () => {
    for (const [i, part] of parts.entries())
      stored.push((await store.putIfAbsent(workBucket, `bench/${process.pid}/${i}.copy`, part, OPTIONS))!);
  });
  const fetch = await seconds(async () => {
    for (const object of stored) for await (const chunk of (await store.read(object)).stream) void chunk;
  });
  for (const { bucket, key } of stored) await store.delete(bucket, key);
  return { 'S3 read': read, ...processor, 'S3 write': write, fetch, COPY: await copyStage(parts, task) };
}

run(JSON.parse(process.argv[2]!) as Task).then(
  (stages) => process.stdout.write(JSON.stringify(stages)),
  (error: unknown) => {
    process.stderr.write(`${String((error as Error).stack)}\n`);
    process.exitCode = 1;
  },
);
