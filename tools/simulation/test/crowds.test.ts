import { readDeployment } from '../src/deployment';
import { randomFaults } from '../src/faults';
import { fileOf } from '../src/files';
import { violationsOf } from '../src/inspect';
import { Random } from '../src/random';
import { PART_ROWS, scenario } from '../src/scenario';
import { Simulation } from '../src/simulation';
import { useDatabase } from './database';

const database = useDatabase();

describe('many parts, and many events, at the same time', () => {
  it('loads hundreds of parts with one connection for each concurrent invocation', async () => {
    const { simulation, drop, random, dropped } = await scenario(database(), 7, { schedules: false });
    simulation.partRows = 1;
    for (let n = 0; n < 4; n++) drop(fileOf(random, `incoming/file-${n}.csv`, 60, { shape: 'a part', padded: false }));
    let most = 0;
    const counting = setInterval(
      () =>
        void database()
          .connections()
          .then((now) => (most = Math.max(most, now))),
      20,
    );
    await simulation.run();
    clearInterval(counting);
    expect(await violationsOf(simulation, dropped)).toEqual([]);
    expect(await database().ledger()).toHaveLength(240);
    expect(most).toBeGreaterThan(1);
    // The two consumers that connect: parts, and the load history when a file ends.
    const { persist, record } = {
      persist: simulation.queue('persist').settings,
      record: simulation.queue('record').settings,
    };
    expect(most).toBeLessThanOrEqual(persist.maxConcurrency + record.maxConcurrency);
    expect([persist.maxConcurrency, record.maxConcurrency]).toEqual([5, 2]);
  }, 60_000);

  it('sends one e-mail and one summary when the last two parts end at the same time, in a thousand orders', async () => {
    const { simulation, drop, random } = await scenario(database(), 8);
    drop(fileOf(random, 'incoming/a.csv', PART_ROWS, { shape: 'a part and one', padded: false }));
    await simulation.run();
    const { archive } = simulation.bus;
    const persisted = archive.filter((event) => event['detail-type'] === 'CustomerRowsPersisted');
    const others = archive.filter((event) => /Received|FileValidated/.test(event['detail-type']));
    expect(persisted).toHaveLength(2);
    expect(others).toHaveLength(2);
    const deployment = await readDeployment();
    const found: object[] = [];
    let meetings = 0;
    for (let seed = 1; seed <= 1000; seed++) {
      const random = new Random(seed);
      const other = new Simulation({ random, database: database(), deployment, partRows: PART_ROWS, schedules: false });
      for (const event of others) other.deliver('aggregate', event);
      await other.run();
      for (const event of persisted) other.deliver('aggregate', event);
      await other.run();
      const { sent } = other.mailbox;
      const isOnce = sent.length === 1 && other.bus.archive.length === 1 && other.queue('aggregate').dead.length === 0;
      // One of the two may meet the lease that the other holds, and does so once.
      const leaseHeld = other.failures.filter(({ code }) => code === 'LEASE_HELD').length;
      meetings += leaseHeld;
      if (!isOnce || other.failures.length !== leaseHeld || leaseHeld > 1 || other.leases.violations().length > 0)
        found.push({ seed, sent, failures: other.failures, leases: other.leases.violations() });
    }
    expect(found).toEqual([]);
    expect(meetings).toBeGreaterThan(0);
  }, 120_000);
});

describe('a PostgreSQL that is killed under load', () => {
  it('keeps what was committed, and has everything else loaded again, after each of three kills', async () => {
    await database().waitForDisk(true);
    const run = await scenario(database(), 6);
    const { simulation, drop, random, dropped } = run;
    simulation.faults = randomFaults(random, { faultRate: 0, maxFaults: 0, duplicates: true, maxDelayMs: 0 });
    for (let n = 0; n < 3; n++)
      drop(fileOf(random, `incoming/file-${n}.csv`, PART_ROWS, { shape: 'few enough rejects', padded: false }));
    const commits = (): number =>
      simulation.scheduler.trace.filter((line) => line.startsWith('persist: COMMIT')).length;
    for (const enough of [1, 2, 4]) {
      await simulation.run(() => commits() >= enough);
      await database().restart();
    }
    expect(await run.end()).toEqual([]);
    expect(dropped).toHaveLength(3);
  }, 120_000);
});
