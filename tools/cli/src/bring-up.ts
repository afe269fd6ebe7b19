import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { FeedSettings } from '@customer-files/events';
import { type CloudHandle, isRunning, privateFolder, startCloud } from '@customer-files/local-cloud';
import { deployAll, localTarget } from './local-deployment';
import { type Packaged, packageServices } from './packages';
import type { Progress } from './progress';
import { ROOT, STATE } from './paths';
import { resumedFiles } from './unfinished-files';
import { whileUp } from './while-up';

async function deploy(
  cloud: CloudHandle,
  packaging: Promise<Packaged[]>,
  feed: FeedSettings,
  progress: Progress,
): Promise<void> {
  const packages = await packaging;
  const resumed = await resumedFiles(cloud);
  if (resumed) progress.say(resumed);
  progress.step(() => 'deploying the services');
  await deployAll(cloud, packages, feed, STATE);
}

/** Starts the embedded cloud and deploys all services into it. Stops the cloud again where that fails. */
export async function bringUp(feed: FeedSettings, progress: Progress): Promise<CloudHandle> {
  progress.step(() => 'starting the embedded cloud and PostgreSQL');
  const starting = startCloud({ state: STATE, onWaiting: (sentence) => progress.say(sentence) });
  try {
    const packaging = packageServices({
      root: ROOT,
      state: STATE,
      target: localTarget(feed),
      onProgress: (service) => progress.say(`packaging ${service}`),
    });
    const deploying = starting.then((cloud) => whileUp(cloud, deploy(cloud, packaging, feed, progress)));
    await Promise.all([packaging, deploying]);
    return await starting;
  } catch (error) {
    await starting.then(
      (cloud) => cloud.close(),
      () => undefined,
    );
    throw error;
  }
}

/** Attaches to an embedded cloud that already runs the services, with the settings it has; otherwise starts one. */
export async function attachOrBringUp(feed: FeedSettings, progress: Progress): Promise<CloudHandle> {
  const cloud = await startCloud({ state: STATE });
  const functions = await cloud.local<object[]>('functions');
  if (functions.length > 0) return cloud;
  try {
    return await bringUp(feed, progress);
  } finally {
    await cloud.close();
  }
}

/**
 * Deletes everything in the state folder except the packages, which are a cache.
 *
 * @throws where an embedded cloud is using it, or where it is a link or belongs to another user
 */
export function forgetState(state: string): void {
  if (!existsSync(state)) return;
  privateFolder(state);
  const running = isRunning(state);
  if (running)
    throw new Error(
      `the embedded cloud is running (process ${running}) and uses ${state}: stop it first (Ctrl-C where it was started), or leave out --fresh`,
    );
  for (const name of readdirSync(state))
    if (name !== 'packages') rmSync(join(state, name), { recursive: true, force: true });
}
