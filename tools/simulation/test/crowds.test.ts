import 'reflect-metadata';
import { Database } from '../src/database';
import { fileOf } from '../src/files';
import { violationsOf } from '../src/inspect';
import { PART_ROWS, scenario, weatherOf } from '../src/scenario';

let database: Database;

beforeAll(async () => {
  database = await Database.start();
}, 60_000);

afterAll(() => database?.stop());

describe('many at once', () => {
  it('7: hundreds of parts are loaded by five workers with a connection each', async () => {
    const { world, drop, random, dropped } = await scenario(database, 7);
    world.partRows = 1;
    for (let n = 0; n < 4; n++) drop(fileOf(random, `incoming/file-${n}.csv`, 60, { shape: 'a part', padded: false }));
    let most = 0;
    const counting = setInterval(() => void database.connections().then((now) => (most = Math.max(most, now))), 20);
    await world.run();
    clearInterval(counting);
    expect(await violationsOf(world, dropped)).toEqual([]);
    expect([(await database.ledger()).length, most <= 5]).toEqual([240, true]);
  }, 60_000);

  it('8: the last two parts finish at once, a thousand times: one summary, and one e-mail', async () => {
    const { world, drop, random } = await scenario(database, 8);
    drop(fileOf(random, 'incoming/a.csv', PART_ROWS, { shape: 'a part and one', padded: false }));
    await world.run();
    const { archive } = world.bus;
    const [persisted, others] = [
      archive.filter((event) => event['detail-type'] === 'CustomerRowsPersisted'),
      archive.filter((event) => /Received|FileValidated/.test(event['detail-type'])),
    ];
    expect([persisted.length, others.length]).toEqual([2, 2]);
    const found: object[] = [];
    for (let seed = 1; seed <= 1000; seed++) {
      const { world: other } = await scenario(database, seed);
      for (const event of others) other.deliver('notification', event);
      await other.run();
      for (const event of persisted) other.deliver('notification', event);
      await other.run();
      const said = [other.mailbox.sent.length, other.bus.archive.length, other.queues.notification.dead.length];
      if (said.join() !== '1,1,0') found.push({ seed, said });
    }
    expect(found).toEqual([]);
  }, 120_000);
});

describe('6: PostgreSQL is killed under load, again and again', () => {
  it('and what it had committed is there, and what it had not is done again', async () => {
    await database.waitForDisk(true);
    const played = await scenario(database, 6);
    const { world, drop, random, dropped } = played;
    world.faults = weatherOf(played, { faultRate: 0, mostFaults: 0, duplicates: true, longestDelayMs: 0 });
    for (let n = 0; n < 3; n++)
      drop(fileOf(random, `incoming/file-${n}.csv`, PART_ROWS, { shape: 'few enough rejects', padded: false }));
    const commits = (): number => world.scheduler.trace.filter((line) => line.includes('COMMIT')).length;
    for (const enough of [1, 2, 4]) {
      await world.run(() => commits() >= enough);
      await database.restart();
    }
    expect(await played.end()).toEqual([]);
    expect(dropped).toHaveLength(3);
  }, 120_000);
});
