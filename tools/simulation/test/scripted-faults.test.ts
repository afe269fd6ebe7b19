import 'reflect-metadata';
import { Database } from '../src/database';
import { fileOf, SHAPE_NAMES } from '../src/files';
import { violationsOf } from '../src/inspect';
import { onSteps, times } from '../src/scripted-faults';
import { PART_ROWS, type Scenario, scenario } from '../src/scenario';

let database: Database;

beforeAll(async () => {
  database = await Database.start();
}, 60_000);

afterAll(() => database?.stop());

/** A world with one file. */
async function oneFile(shape: string, seed = 1): Promise<Scenario> {
  const made = await scenario(database, seed);
  made.drop(fileOf(made.random, 'incoming/a.csv', PART_ROWS, { shape, padded: false }));
  return made;
}

const published = ({ world }: Scenario, type: string): number =>
  world.bus.archive.filter((event) => event['detail-type'] === type).length;

describe('what is done once', () => {
  it('4: the connection is cut after COMMIT was sent: the ledger decides, and the part is published', async () => {
    const played = await oneFile('a part and one');
    played.world.faults = onSteps(/^persistence COMMIT/, ...times(2, { kind: 'cut', when: 'after' }));
    await played.world.run();
    expect(await violationsOf(played.world, played.dropped)).toEqual([]);
    // Two events that complete a file at once may meet at its report, and one comes back (LEASE_HELD): that is no fault of the cut.
    const failures = played.world.failures.filter(
      ({ service, code }) => service !== 'notification' || code !== 'LEASE_HELD',
    );
    expect([published(played, 'CustomerRowsPersisted'), failures]).toEqual([2, []]);
  });

  it('5: the bus takes some entries only: each is published once, without another attempt', async () => {
    const played = await oneFile('few enough rejects');
    played.world.faults = onSteps(/PutEvents/, ...times(4, { kind: 'partial', when: null }));
    await played.world.run();
    expect(await violationsOf(played.world, played.dropped)).toEqual([]);
    const counts = [
      'CustomerFileReceived',
      'CustomerRowsValidated',
      'CustomerRowsPersisted',
      'CustomerFileValidated',
      'CustomerFileProcessed',
    ].map((type) => published(played, type));
    expect([counts, played.world.failures]).toEqual([[1, 2, 2, 1, 1], []]);
  });

  it('5: the bus refuses lastingly: the handler fails, and nothing is lost', async () => {
    const played = await oneFile('a part and one');
    played.world.faults = onSteps(/^validation PutEvents/, ...times(12, { kind: 'partial', when: null }));
    await played.world.run();
    expect(played.world.failures.map(({ service, code }) => `${service} ${code}`)).toContain(
      'validation PUBLISH_FAILED',
    );
    expect(await played.end()).toEqual([]);
  });

  it.each(SHAPE_NAMES)('17: a file that is "%s" ends, with counts that add up', async (shape) => {
    const played = await oneFile(shape);
    expect([await played.end(), played.world.mailbox.sent.length]).toEqual([[], 1]);
  });
});

describe('the e-mail', () => {
  it('11: SES throttles twenty times: one e-mail, and it is no repetition', async () => {
    const played = await oneFile('one row');
    // The SDK asks eight times before it gives up.
    played.world.mailbox.refusals = Math.floor(20 / 8);
    await played.world.run();
    expect(await violationsOf(played.world, played.dropped)).toEqual([]);
    expect(played.world.mailbox.sent.map(({ subject }) => subject)).toEqual(['a.csv: The one row was accepted.']);
  });

  it.each(['SendEmail', 'replaceIfMatch'])(
    '11: a crash between SES and the record, at %s: one more, marked as possibly repeated',
    async (step) => {
      const played = await oneFile('one row');
      played.world.faults = onSteps(new RegExp(`^notification ${step}`), {
        kind: 'kill',
        when: step === 'SendEmail' ? 'after' : 'before',
      });
      await played.world.run();
      expect(await violationsOf(played.world, played.dropped)).toEqual([]);
      expect(played.world.mailbox.sent.map(({ subject }) => subject.startsWith('[possibly repeated]'))).toEqual([
        false,
        true,
      ]);
    },
  );
});
