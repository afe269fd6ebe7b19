import 'reflect-metadata';
import { createReadStream, statSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { RecordScanner, type RecordSink } from '@customer-files/csv';
import { objectStore } from '@customer-files/object-store';
import type { StoredObject } from '@customer-files/events';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { type FileToValidate, RowValidator } from '../../../../services/validation/src/domain/row-validator';
import { examined, NO_PARTS, NO_REJECTS, partsOf, partWriter } from '../parts';
import { median } from '../statistics';
import { columnsIn } from '../world/tables';
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

function scan(chunks: readonly Buffer[], { dialect, width }: FileToValidate, sink: RecordSink): void {
  const scanner = new RecordScanner(dialect.delimiter, width, width);
  for (const chunk of chunks) scanner.push(chunk, sink);
  scanner.end(sink);
}

/** The first pass is the compiler's, for the functions run all day; of the others the median counts. */
const PASSES = 4;

interface Pass {
  find: number;
  validated: number;
  encoded: number;
}

/** Finds records; finds and validates them; finds and validates them and encodes the valid ones. */
async function pass(chunks: readonly Buffer[], file: FileToValidate): Promise<Pass> {
  const find = await seconds(() => scan(chunks, file, () => undefined));
  const validated = await seconds(() => scan(chunks, file, new RowValidator(file, NO_PARTS, NO_REJECTS).take));
  const encoded = await seconds(() => {
    const writer = partWriter(() => undefined);
    scan(chunks, file, new RowValidator(file, writer, NO_REJECTS).take);
    writer.finish();
  });
  return { find, validated, encoded };
}

/** What the processor does in validation, each without what comes before it. */
async function processorStages(
  chunks: readonly Buffer[],
  file: FileToValidate,
): Promise<Pick<Stages, 'find' | 'validate' | 'encode'>> {
  const passes: Pass[] = [];
  for (let number = 0; number < PASSES; number++) passes.push(await pass(chunks, file));
  const of = (name: keyof Pass): number => median(passes.slice(1).map((one) => one[name]));
  const [find, validated, encoded] = [of('find'), of('validated'), of('encoded')];
  return { find, validate: Math.max(0, validated - find), encode: Math.max(0, encoded - validated) };
}

async function copyStage(parts: readonly Buffer[], { login, table }: Task): Promise<number> {
  const client = new pg.Client(login);
  await client.connect();
  const took = await seconds(async () => {
    for (const part of parts)
      await pipeline(
        Readable.from([part]),
        client.query(copyFrom(`COPY ${table} (${columnsIn(part).join(', ')}) FROM STDIN (FORMAT binary)`)),
      );
  });
  await client.end();
  return took;
}

async function run(task: Task): Promise<Stages> {
  const { file, landed, workBucket } = task;
  const { size } = statSync(file);
  const [store, chunks, toValidate, parts] = [
    objectStore(),
    await chunksOf(createReadStream(file)),
    await examined(file, size),
    await partsOf(file, size),
  ];
  const processor = await processorStages(chunks, toValidate);
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
