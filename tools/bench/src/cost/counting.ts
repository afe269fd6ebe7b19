import { createReadStream } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { setTimeout as delay } from 'node:timers/promises';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { CustomerFileProcessed } from '@customer-files/events';
import type { UsageCounts } from '@customer-files/local-cloud';
import { clientOf } from '../../../cli/src/local-deployment';
import type { Made } from '../generate';
import { checkSummary } from '../world/check-run';
import type { World } from '../world/world';
import { combine, grown, sum } from './arithmetic';
import { shortName } from './cold';
import type { Counted } from './formula';

/** So long nothing may be counted, until everything that a file set going has been. */
const QUIET_MS = 500;

const PATIENCE_SECONDS = 600;

const usageOf = ({ cloud }: World): Promise<UsageCounts> => cloud.local<UsageCounts>('usage');

/** Empty receives come all the time. */
const withoutPolls = (usage: UsageCounts): UsageCounts => ({ ...usage, sqs: { ...usage.sqs, emptyReceives: 0 } });

/** The counts when nothing is counted any more. */
export async function quietUsage(world: World): Promise<UsageCounts> {
  let last = await usageOf(world);
  for (;;) {
    await delay(QUIET_MS);
    const next = await usageOf(world);
    if (isDeepStrictEqual(withoutPolls(next), withoutPolls(last))) return next;
    last = next;
  }
}

async function bring(world: World, made: Made): Promise<{ usage: UsageCounts; forget: () => Promise<void> }> {
  await world.tables.empty('dim_customer');
  const key = world.nextKey();
  const before = await quietUsage(world);
  const ended = world.cloudEvents.endings([key], PATIENCE_SECONDS);
  // Awaited below; a rejection before that must not end the process.
  ended.catch(() => undefined);
  const landed = await world.landing.put(key, createReadStream(made.file));
  const summary: CustomerFileProcessed = (await ended).get(key)!.summary;
  const usage = grown(before, await quietUsage(world));
  checkSummary(summary, made, 0);
  await world.mailbox.empty();
  return { usage, forget: () => world.forget({ seconds: 0, summary, landed }) };
}

/** Functions that ran by the clock meanwhile have nothing to do with the file. */
const isDisturbed = ({ lambda }: UsageCounts, clocked: readonly string[]): boolean =>
  Object.entries(lambda).some(([name, { invocations }]) => clocked.includes(name) && invocations > 0);

async function countOnce(world: World, made: Made, clocked: readonly string[]): Promise<UsageCounts> {
  for (;;) {
    const { usage, forget } = await bring(world, made);
    await forget();
    if (!isDisturbed(usage, clocked)) return usage;
  }
}

/** A part is an invocation of persist, which gets one message at a time. */
const partsOf = ({ lambda }: UsageCounts): number =>
  sum(
    Object.entries(lambda)
      .filter(([name]) => shortName(name) === 'persist')
      .map(([, { invocations }]) => invocations),
  );

/** What AWS would bill for a file that finds an empty table, on the average of so many. @param clocked functions that run by the clock */
export async function countFile(world: World, made: Made, clocked: readonly string[], often = 1): Promise<Counted> {
  const counts: UsageCounts[] = [];
  for (let run = 0; run < often; run++) counts.push(await countOnce(world, made, clocked));
  const average = combine(counts, (values) => sum(values) / often);
  return { size: { files: 1, parts: partsOf(average), rows: made.rows }, usage: average };
}

/** What one run of a function costs that runs by the clock. */
export async function countRun(world: World, name: string): Promise<UsageCounts> {
  const before = await quietUsage(world);
  const { endpoints } = world.cloud;
  const lambda = new LambdaClient(clientOf(endpoints.control, endpoints));
  const { FunctionError, Payload } = await lambda.send(new InvokeCommand({ FunctionName: name }));
  lambda.destroy();
  if (FunctionError) throw new Error(`${name} failed: ${Payload!.transformToString()}`);
  return grown(before, await quietUsage(world));
}
