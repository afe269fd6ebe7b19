import type { CustomerFileReceived, CustomerFileRefused } from '@customer-files/events';
import { type FiledByName, missingParts, partsOf } from './file-progress';

/** Who was to say what is missing, and has its dead letters looked into. */
export type Stop = 'validation' | 'persistence' | 'notification';

/** Something that is missing of a file. */
export interface Gap {
  missing: 'file' | 'result' | 'parts';
  stop: Stop;
  /** The numbers of the parts that are missing, where it is parts. */
  numbers: number[];
}

/** A file of which nothing has been heard for too long. */
export interface StalledFile {
  fileId: string;
  /** Its key, or null where only what became of it was heard. */
  key: string | null;
  since: string;
  lastHeardAt: string;
  /** How many parts it has, where somebody has said so. */
  parts: number | null;
  /** At least one. */
  gaps: Gap[];
}

/** The same conditions as of a complete set, each with whom it waits for. */
function gapsOf(filed: FiledByName, parts: number | null): Gap[] {
  const gaps: Gap[] = [];
  if (parts === null) gaps.push({ missing: 'result', stop: 'validation', numbers: [] });
  // Others have heard of the file, so the bus has: it was lost between the bus and us.
  if (!filed.has('received') && !filed.has('refused'))
    gaps.push({ missing: 'file', stop: 'notification', numbers: [] });
  const numbers = missingParts(new Set(filed.keys()), parts ?? 0);
  if (numbers.length > 0) gaps.push({ missing: 'parts', stop: 'persistence', numbers });
  return gaps;
}

/** When something of the file was last heard for the first time. */
export const lastHeardAt = (filed: FiledByName): string =>
  [...filed.values()]
    .map(({ time, heardAt }) => heardAt ?? time)
    .sort()
    .at(-1)!;

/** What is known of a file that is not complete. @param filed at least one event */
export function stalledFile(fileId: string, filed: FiledByName): StalledFile {
  const about = (filed.get('refused') ?? filed.get('received'))?.event as
    | CustomerFileReceived
    | CustomerFileRefused
    | undefined;
  const parts = partsOf(filed);
  const since = [...filed.values()].map(({ time }) => time).sort()[0]!;
  return {
    fileId,
    key: about?.object.key ?? null,
    since,
    lastHeardAt: lastHeardAt(filed),
    parts,
    gaps: gapsOf(filed, parts),
  };
}

/** The function of each service whose dead letters hold what is missing. */
const CONSUMERS: Record<Stop, string> = { validation: 'validate', persistence: 'persist', notification: 'aggregate' };

/** The name of a service's queue of dead letters. */
export const deadLettersOf = (stop: Stop, stage: string): string =>
  `customer-files-${stop}-${CONSUMERS[stop]}-dead-letters-${stage}`;
