import 'reflect-metadata';
import type { BusEvent } from '../src/bus';
import { Database } from '../src/database';
import { fileOf } from '../src/files';
import { violationsOf } from '../src/inspect';
import { replay } from '../src/run-seed';
import { PART_ROWS, scenario, someFiles } from '../src/scenario';

let database: Database;

beforeAll(async () => {
  database = await Database.start();
}, 60_000);

afterAll(() => database?.stop());

const isPart = (event: BusEvent, part: number): boolean =>
  event['detail-type'] === 'CustomerRowsValidated' && event.detail.part === part;

describe('10: a replay', () => {
  it('changes nothing, publishes nothing and sends nothing where all had been done', async () => {
    const found: object[] = [];
    for (let seed = 1; seed <= 15; seed++) {
      const played = await someFiles(database, seed);
      const violations = await played.end();
      const before = await played.world.snapshot();
      await replay(played);
      const after = await played.world.snapshot();
      if (violations.length > 0 || after !== before) found.push({ seed, violations, before, after });
    }
    expect(found).toEqual([]);
  }, 60_000);

  it('repairs what a queue had lost, and the e-mail that was owed is sent', async () => {
    for (const lost of [
      'CustomerFileReceived',
      'CustomerRowsValidated',
      'CustomerRowsPersisted',
      'CustomerFileValidated',
    ]) {
      const played = await scenario(database, 1);
      const { world, drop, random } = played;
      drop(fileOf(random, 'incoming/a.csv', PART_ROWS, { shape: 'a part and one' }));
      world.loses = (_, event) => event['detail-type'] === lost;
      await world.run();
      expect([lost, world.mailbox.sent.length]).toEqual([lost, 0]);
      world.loses = () => false;
      await replay(played);
      expect([lost, await played.end(), world.mailbox.sent.length]).toEqual([lost, [], 1]);
    }
  }, 60_000);

  it('of a file that was never finished finishes it', async () => {
    const played = await scenario(database, 2);
    const { world, drop, random } = played;
    drop(fileOf(random, 'incoming/a.csv', PART_ROWS, { shape: 'a part and one' }));
    // It is killed on every attempt, and its message is purged.
    world.faults = {
      ...world.faults,
      fate: ({ service, name }) =>
        service === 'validation' && name.includes('results/') && name.startsWith('putIfAbsent')
          ? { kind: 'kill', when: 'before' }
          : { kind: 'go', when: null },
    };
    await world.run();
    expect(world.queues.validation.dead.splice(0)).toHaveLength(1);
    await replay(played);
    expect([await played.end(), world.mailbox.sent.length]).toEqual([[], 1]);
  }, 60_000);

  it('brings back a part that the database lost, and nobody hears of it twice', async () => {
    const played = await scenario(database, 3);
    const { world, drop, random } = played;
    const { object } = drop(fileOf(random, 'incoming/a.csv', PART_ROWS, { shape: 'a part and one' }));
    expect(await played.end()).toEqual([]);
    const fileId = world.bus.archive.find((event) => isPart(event, 2))!.detail.fileId;
    expect(object.key).toBe('incoming/a.csv');
    await database.tamper('DELETE FROM part_ledger WHERE file_id = $1', [fileId]);
    await database.tamper('DELETE FROM dim_customer WHERE source_file_id = $1', [fileId]);
    await replay(played);
    expect([await violationsOf(world, played.dropped), world.mailbox.sent.length]).toEqual([[], 1]);
  }, 60_000);
});
