import type { BusEvent } from '../src/bus';
import { NO_FAULT } from '../src/faults';
import { fileOf } from '../src/files';
import { violationsOf } from '../src/inspect';
import { replay } from '../src/run-seed';
import { PART_ROWS, scenario, someFiles } from '../src/scenario';
import { useDatabase } from './database';

const database = useDatabase();

const isPart = (event: BusEvent, part: number): boolean =>
  event['detail-type'] === 'CustomerRowsValidated' && event.detail.part === part;

describe('a replay of the archive', () => {
  it('changes nothing, publishes nothing and sends nothing where everything was done', async () => {
    const found: object[] = [];
    for (let seed = 1; seed <= 15; seed++) {
      const run = await someFiles(database(), seed);
      const violations = await run.end();
      const before = await run.simulation.snapshot();
      await replay(run);
      const after = await run.simulation.snapshot();
      if (violations.length > 0 || after !== before) found.push({ seed, violations, before, after });
    }
    expect(found).toEqual([]);
  }, 60_000);

  it.each(['CustomerFileReceived', 'CustomerRowsValidated', 'CustomerRowsPersisted', 'CustomerFileValidated'])(
    'repairs a file whose queues lost every %s, and sends its e-mail',
    async (lost) => {
      const run = await scenario(database(), 1);
      const { simulation, drop, random } = run;
      drop(fileOf(random, 'incoming/a.csv', PART_ROWS, { shape: 'a part and one' }));
      simulation.loses = (_, event) => event['detail-type'] === lost;
      await simulation.run();
      expect(simulation.mailbox.sent).toEqual([]);
      simulation.loses = () => false;
      await replay(run);
      expect(await run.end()).toEqual([]);
      expect(simulation.mailbox.sent).toHaveLength(1);
    },
    60_000,
  );

  it('finishes a file whose validation was never finished', async () => {
    const run = await scenario(database(), 2, { schedules: false });
    const { simulation, drop, random } = run;
    drop(fileOf(random, 'incoming/a.csv', PART_ROWS, { shape: 'a part and one' }));
    // It is killed on every attempt, and its message is purged.
    simulation.faults = {
      ...simulation.faults,
      faultOf: (step) =>
        step.function === 'validate' && step.name.includes('results/') && step.name.startsWith('putIfAbsent')
          ? { kind: 'kill', when: 'before' }
          : NO_FAULT,
    };
    await simulation.run();
    expect(simulation.queue('validate').dead.splice(0)).toHaveLength(1);
    await replay(run);
    expect(await run.end()).toEqual([]);
    expect(simulation.mailbox.sent).toHaveLength(1);
  }, 60_000);

  it('loads a part again that the database lost, and sends no second e-mail', async () => {
    const run = await scenario(database(), 3);
    const { simulation, drop, random } = run;
    const { object } = drop(fileOf(random, 'incoming/a.csv', PART_ROWS, { shape: 'a part and one' }));
    expect(await run.end()).toEqual([]);
    const { fileId } = simulation.bus.archive.find((event) => isPart(event, 2))!.detail;
    expect(object.key).toBe('incoming/a.csv');
    await database().tamper('DELETE FROM part_ledger WHERE file_id = $1', [fileId]);
    await database().tamper('DELETE FROM dim_customer WHERE source_file_id = $1', [fileId]);
    await replay(run);
    expect(await violationsOf(simulation, run.dropped)).toEqual([]);
    expect(simulation.mailbox.sent).toHaveLength(1);
  }, 60_000);
});
