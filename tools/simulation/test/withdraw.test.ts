import { type Fault, noFaults } from '../src/faults';
import { fileOf } from '../src/files';
import { PART_ROWS, type Scenario, scenario, someFiles } from '../src/scenario';
import { atStep } from '../src/scripted-faults';
import { undone, withdraw } from '../src/withdraw';
import { useDatabase } from './database';

const database = useDatabase();

/** A file of two parts that has ended. */
async function oneFile(seed = 4): Promise<Scenario & { fileId: string }> {
  const run = await scenario(database(), seed, { schedules: false });
  const { fileId } = run.drop(
    fileOf(run.random, 'incoming/wrong.csv', PART_ROWS, { shape: 'a part and one', padded: false }),
  );
  expect(await run.end()).toEqual([]);
  return { ...run, fileId };
}

const rowsOf = async (fileId: string): Promise<number> =>
  (await database().table()).filter(({ file }) => file === fileId).length;

describe('the undo of a file', () => {
  it('leaves the table as if the file had never come, with replays, redeliveries, lost parts and kills at once', async () => {
    const found: object[] = [];
    for (let seed = 1; seed <= 10; seed++) {
      const run = await someFiles(database(), seed);
      const before = await run.end();
      const violations = await withdraw(run, run.random.pick(run.dropped));
      if (before.length + violations.length > 0) found.push({ seed, before, violations });
    }
    expect(found).toEqual([]);
  }, 240_000);

  it.each<Fault>([
    { kind: 'kill', when: 'before' },
    { kind: 'kill', when: 'after' },
  ])(
    'that is killed $when any of its steps, and is run again, ends as one that is not killed',
    async (fault) => {
      let steps = 0;
      for (let isMet = true; isMet && steps < 40; steps++) {
        const { simulation, fileId } = await oneFile();
        simulation.faults = atStep(steps, fault, /^undo /);
        await undone(simulation, fileId);
        isMet = simulation.scheduler.trace.some((line) => /^undo: .* \(kill/.test(line));
        simulation.faults = noFaults;
        await undone(simulation, fileId);
        expect({ steps, left: await rowsOf(fileId) }).toEqual({ steps, left: 0 });
        expect(simulation.mailbox.of('withdrawn')).toHaveLength(1);
        expect((await database().history()).map(({ withdrawn }) => withdrawn)).toEqual([true]);
      }
      expect(steps).toBeGreaterThan(8);
      expect(steps).toBeLessThan(40);
    },
    240_000,
  );

  it('waits for a part that is being loaded at the same time, and takes out its rows as well', async () => {
    for (let seed = 1; seed <= 6; seed++) {
      const { simulation, fileId } = await oneFile(seed);
      const loaded = (): number =>
        simulation.scheduler.trace.filter((line) => line.startsWith('persist: INSERT INTO part_ledger')).length;
      const before = loaded();
      await database().tamper('DELETE FROM part_ledger WHERE file_id = $1', [fileId]);
      await database().tamper('DELETE FROM dim_customer WHERE source_file_id = $1', [fileId]);
      simulation.replay(simulation.bus.archive, 'restored');
      // The first part is in the table, and the second one is being loaded.
      await simulation.run(() => loaded() === before + 2);
      await undone(simulation, fileId);
      await undone(simulation, fileId);
      expect({ seed, left: await rowsOf(fileId) }).toEqual({ seed, left: 0 });
    }
  }, 120_000);
});
