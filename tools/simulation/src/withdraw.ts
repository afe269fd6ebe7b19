import { isDeepStrictEqual } from 'node:util';
import type { UndoAnswer } from '../../../services/persistence/src/domain/withdrawal';
import { noFaults, randomFaults } from './faults';
import type { DroppedFile } from './inspect';
import type { Scenario } from './scenario';
import type { Simulation } from './simulation';

/** The share of parts of the file that the ledger does not have, as after a restore of a backup. */
const LOST = 0.3;

/**
 * Undoes a file of a scenario that has ended, with everything that may bring its rows back: its archive is replayed twice,
 * its parts are delivered again, the ledger has lost some of them, several invocations undo it at once, and any of them is
 * killed. Then one more undoes it, as the command does that is run again.
 *
 * @returns what is violated, in words
 */
export async function withdraw(scenario: Scenario, { fileId }: DroppedFile): Promise<string[]> {
  const { simulation, random } = scenario;
  const { database } = simulation;
  const before = await database.table();
  const endings = simulation.mailbox.of('ending').length;
  const inserted = (await database.ledger()).reduce((sum, row) => sum + (row.file === fileId ? row.inserted : 0), 0);
  await loseParts(scenario, fileId);
  simulation.faults = randomFaults(random, { faultRate: 0.05, maxFaults: 6, duplicates: true, maxDelayMs: 5000 });
  for (const name of ['again', 'twice']) simulation.replay(simulation.bus.archive, name);
  for (let copies = 1 + random.below(3); copies > 0; copies--)
    simulation.clock.after(random.below(5000), () => simulation.undo(fileId));
  await simulation.run();
  simulation.faults = noFaults;
  const answer = await undone(simulation, fileId);
  simulation.replay(simulation.bus.archive, 'afterwards');
  await simulation.run();
  await simulation.redrive();
  if (simulation.hasSchedules) await simulation.runSchedules(2);
  const found = await checkWithdrawal(simulation, fileId, before, inserted);
  if (!answer) found.push(`the undo of ${fileId} failed without a fault`);
  if (simulation.mailbox.of('ending').length !== endings) found.push('an e-mail about an ending was sent again');
  return found;
}

/** Undoes a file without faults. Resolves with the answer; null where it failed. */
export async function undone(simulation: Simulation, fileId: string): Promise<UndoAnswer | null> {
  let answer: UndoAnswer | null = null;
  simulation.undo(fileId, (given) => (answer = given));
  await simulation.run();
  return answer;
}

/** Takes parts out of the ledger, with the rows that they have inserted. */
async function loseParts({ simulation: { database }, random }: Scenario, fileId: string): Promise<void> {
  const parts = (await database.ledger()).filter(({ file }) => file === fileId);
  if (!parts.every(({ rows, inserted }) => rows === inserted)) return;
  // Which row is of which part only shows where each is lost: all of them, or none.
  if (!random.chance(LOST)) return;
  await database.tamper('DELETE FROM part_ledger WHERE file_id = $1', [fileId]);
  await database.tamper('DELETE FROM dim_customer WHERE source_file_id = $1', [fileId]);
}

/** No row of the file is in the table, all others are as they were, and history, event and e-mail say so, once. */
async function checkWithdrawal(
  simulation: Simulation,
  fileId: string,
  before: Awaited<ReturnType<Simulation['database']['table']>>,
  inserted: number,
): Promise<string[]> {
  const { database, bus, mailbox } = simulation;
  const found: string[] = [];
  const kept = before.filter(({ file }) => file !== fileId);
  const table = await database.table();
  if (!isDeepStrictEqual(table, kept))
    found.push(`the table has ${table.length} rows after the undo of ${fileId} instead of ${kept.length}`);
  const published = bus.archive.filter((event) => event['detail-type'] === 'CustomerFileWithdrawn');
  const identities = new Set(
    published.filter(({ detail }) => detail.fileId === fileId).map(({ detail }) => JSON.stringify(detail)),
  );
  const withdrawn = (await database.history()).find(({ file }) => file === fileId)?.withdrawn ?? false;
  const emails = mailbox.of('withdrawn').filter((email) => email.fileId === fileId);
  const most = 1 + simulation.unrecordedOf('withdrawn', fileId);
  // Where a lost ledger was not restored before the mark, nothing is left to undo.
  const nothingToUndo = inserted === 0;
  if (nothingToUndo) return found;
  if (!withdrawn) found.push(`the load history does not say that ${fileId} is withdrawn`);
  if (identities.size !== 1) found.push(`${identities.size} CustomerFileWithdrawn: ${[...identities].join(' | ')}`);
  if (emails.length < 1 || emails.length > most)
    found.push(`${emails.length} e-mails about the undo of ${fileId}, and at most ${most} would be right`);
  return found;
}
