import type { FeedSettings } from '@customer-files/events';
import { type CloudHandle, startCloud } from '@customer-files/local-cloud';
import { deployAll, localTarget } from './local-deployment';
import { packageServices } from './packages';
import type { Progress } from './progress';
import { ROOT, STATE } from './paths';

/** Brings the embedded cloud up, with all services deployed; leaves none behind where that fails. */
export async function bringUp(feed: FeedSettings, progress: Progress): Promise<CloudHandle> {
  progress.step(() => 'starting the embedded cloud and PostgreSQL');
  const starting = startCloud({ state: STATE });
  try {
    const [cloud, packages] = await Promise.all([
      starting,
      packageServices({
        root: ROOT,
        state: STATE,
        target: localTarget(feed),
        onProgress: (service) => progress.say(`packaging ${service}`),
      }),
    ]);
    progress.step(() => 'deploying the services');
    await deployAll(cloud, packages, feed, STATE);
    return cloud;
  } catch (error) {
    await starting.then(
      (cloud) => cloud.close(),
      () => undefined,
    );
    throw error;
  }
}

/** Attaches to an embedded cloud that runs the services, as whoever started it has set it up; else brings one up. */
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
