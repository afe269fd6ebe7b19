import { formatCount, formatInstant, formatNumber, oneLine } from '@customer-files/format';
import { type HistoryEntry, type HistoryFilter, historyQuery } from '@customer-files/persistence';
import { printableJson } from '../../bin/printable.mjs';
import { realAccount } from '../account';
import type { FilesCommand } from '../command';
import { invoke } from '../invoke';
import { hasLocalDatabase, NO_DATABASE, withLocalDatabase } from '../local-database';

/** SQLSTATE: there is no such table. */
const UNDEFINED_TABLE = '42P01';

/** The latest files of the local load history. */
async function localFiles({ names, feed }: HistoryFilter): Promise<HistoryEntry[]> {
  if (!hasLocalDatabase()) throw new Error(NO_DATABASE.trimEnd());
  try {
    return await withLocalDatabase(async (client) => {
      const { text, values } = historyQuery({ names, feed });
      return (await client.query<{ entry: HistoryEntry }>(text, values)).rows.map(({ entry }) => entry);
    });
  } catch (error) {
    if ((error as { code?: string }).code !== UNDEFINED_TABLE) throw error;
    throw new Error('the local database is from before the load history; npm start brings it up to date', {
      cause: error,
    });
  }
}

/** Those of a stage: a function of persistence reads them, so that the caller needs no access to the database. */
async function filesOfStage(stage: string, region: string | null, filter: HistoryFilter): Promise<HistoryEntry[]> {
  const account = realAccount(stage, region);
  const { files } = await invoke<{ files: HistoryEntry[] }>(
    account,
    { service: 'persistence', name: 'files' },
    { names: filter.names, feed: filter.feed },
  );
  return files;
}

const numbersOf = ({ counts }: HistoryEntry): string =>
  counts
    ? `${formatCount(counts.total, 'row')}, ${formatNumber(counts.valid)} accepted, ${formatNumber(counts.invalid)} rejected: ` +
      `${formatNumber(counts.inserted)} inserted, ${formatNumber(counts.unchanged)} already there, ` +
      `${formatNumber(counts.conflicting)} conflicting`
    : 'no row was read';

/** A file on one line, for a terminal: its name comes from outside. */
export function historyLine(entry: HistoryEntry): string {
  const { finishedAt, status, refusalCode, withdrawnAt, withdrawalRequestedAt, key, fileId } = entry;
  const ending = [
    status,
    refusalCode && `(${oneLine(refusalCode)})`,
    withdrawnAt
      ? `and withdrawn at ${formatInstant(withdrawnAt)}`
      : withdrawalRequestedAt && 'and partly withdrawn: run undo again',
  ];
  const name = oneLine(key.slice(key.lastIndexOf('/') + 1));
  return `${[formatInstant(finishedAt), name, ending.filter(Boolean).join(' '), numbersOf(entry), fileId].join('  ')}\n`;
}

/** `customer-files files`: lists what became of the latest files. Returns the exit status. */
export async function files({ names, feed, json, stage, region }: FilesCommand): Promise<number> {
  const entries = await (stage ? filesOfStage(stage, region, { names, feed }) : localFiles({ names, feed }));
  if (json) process.stdout.write(printableJson({ files: entries }));
  else if (entries.length === 0)
    process.stdout.write(names.length > 0 || feed ? 'no such file has ended\n' : 'no file has ended yet\n');
  else process.stdout.write(entries.map(historyLine).join(''));
  return 0;
}
