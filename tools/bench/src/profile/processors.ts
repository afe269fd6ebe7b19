import { functionProcesses, type Process, processes, postgresProcesses } from '../world/processes';
import type { World } from '../world/world';

/** Processor seconds by who used them. */
export type Used = Record<string, number>;

/** A process, and as whose its time counts. */
interface Attributed extends Process {
  who: string;
}

const APP_BACKEND = /: customer_files_app /;

/** Every process of an embedded cloud. */
function attributed({ cloud, state }: World): Attributed[] {
  const { pid } = cloud.endpoints;
  const all = processes();
  return [
    ...all
      .filter((one) => one.pid === pid)
      .map((one) => ({ ...one, who: 'the embedded cloud (S3, SQS, EventBridge, SES)' })),
    ...functionProcesses(pid).map((one) => ({ ...one, who: one.name.split('-').at(-1)! })),
    ...postgresProcesses(state).map((one) => ({
      ...one,
      who: APP_BACKEND.test(one.title) ? 'PostgreSQL, for persist' : 'PostgreSQL, everything else',
    })),
  ];
}

/** Records the CPU time of every process. @returns a function that gives what each has used since */
export function processorTime(world: World): () => Used {
  const before = new Map(attributed(world).map(({ pid, seconds }) => [pid, seconds]));
  return () => {
    const used: Used = {};
    for (const { pid, who, seconds } of attributed(world))
      used[who] = (used[who] ?? 0) + seconds - (before.get(pid) ?? 0);
    return used;
  };
}
