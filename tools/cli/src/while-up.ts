import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CloudHandle, isRunning } from '@customer-files/local-cloud';
import { STATE } from './paths';

/** Rejects when the embedded cloud ends, with the reason that its log gives. */
async function lost(cloud: CloudHandle, state: string): Promise<never> {
  await cloud.ended;
  const log = readFileSync(join(state, 'logs', 'cloud.log'), 'utf8').trimEnd();
  const reason = /^shutting down: (.*)$/.exec(log.slice(log.lastIndexOf('\n') + 1))?.[1];
  throw new Error(
    `the embedded cloud has ended${reason ? ` (${reason})` : ''}; see its log, .local/logs/cloud.log; npm start begins again and loses nothing`,
  );
}

/**
 * Resolves as the work does. Rejects where the embedded cloud ends before, with the reason that its log gives: the work
 * itself knows of a refused connection only.
 */
export async function whileUp<Result>(cloud: CloudHandle, work: Promise<Result>, state = STATE): Promise<Result> {
  const end = lost(cloud, state);
  end.catch(() => undefined);
  try {
    return await Promise.race([work, end]);
  } catch (error) {
    // A call may meet the end of the cloud before its stream of events does.
    if (isRunning(state) !== cloud.endpoints.pid) return end;
    throw error;
  }
}
