import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { readInbox } from '@customer-files/local-cloud';
import { deadLettersOf } from '../src/consumers';
import { clientOf, STAGE } from '../src/local-deployment';
import { Road } from './permissions/road';

jest.setTimeout(180_000);

/** Values that are in cells and nowhere else. Text is found in any case, and within other text. */
const CANARIES = ['Zyxwvcanary', '7770001234567', '0987612345', '1951-03-07', '1951/03/07'];

const BORN = new Date('1951-03-07T00:00:00Z');
const AGE = ((now) => {
  const years = now.getUTCFullYear() - BORN.getUTCFullYear();
  return now.toISOString().slice(5, 10) < '03-07' ? years - 1 : years;
})(new Date());

const HEADER = 'customer_id,full_name,email,age,date_of_birth,phone_number,country,remark\n';
const VALID = `7770001234567,Zyxwvcanary Ada,zyxwvcanary@example.com,${AGE},1951-03-07,0987612345,GB,zyxwvcanary\n`;
/** A row with a fault in each cell, a row that cannot be read, a row that is there twice, and a conflict. */
const BAD =
  'zyxwvcanary-1,Zyxwvcanary 1,zyxwvcanary,zyxwvcanary,1951/03/07,zyxwvcanary,Zyxwvcanary,zyxwvcanary\n' +
  '"zyxwvcanary"x,"0987612345,\n' +
  VALID.replace('7770001234567', '7770001234568') +
  VALID.replace('Ada', 'Bea');

let road: Road;
let summary: { counts: Record<string, number>; failures: Record<string, number> };

beforeAll(async () => {
  road = await Road.start();
  summary = (await road.bring('customers.csv', HEADER + VALID + BAD)) as unknown as typeof summary;
  // A consumer refuses it, again and again: its error is logged, and the event becomes a dead letter.
  const received = await road.event('CustomerFileReceived');
  await road.send(
    { service: 'validation', name: 'validate' },
    { ...received, detail: { ...received.detail, width: 0 } },
  );
  await road.failure(`customer-files-validation-${STAGE}-validate`, /EVENT_REFUSED/);
});
afterAll(() => road?.close());

/** The lines of metrics in the logs of all functions. */
const metricLines = (): string[] =>
  road
    .functionLogs()
    .split('\n')
    .filter((line) => line.startsWith('metric '));

describe('a deployed product', () => {
  it('has no value of a cell in an event, a log, a metric, an e-mail, or the key of an object', async () => {
    expect(summary.counts).toMatchObject({ valid: 2, invalid: 3, conflicting: 1 });
    expect(Object.keys(summary.failures).length).toBeGreaterThan(7);
    const keys = await Promise.all(['landing', 'work', 'notification'].map((kind) => road.keys(road.bucket(kind), '')));
    const places = {
      events: JSON.stringify(road.reported),
      logs: road.functionLogs(),
      metrics: metricLines().join('\n'),
      emails: JSON.stringify(await readInbox(road.cloud.endpoints)),
      keys: keys.flat().join('\n'),
    };
    for (const [place, text] of Object.entries(places)) {
      expect({ place, length: text.length > 0 }).toEqual({ place, length: true });
      const found = CANARIES.filter((canary) => text.toLowerCase().includes(canary.toLowerCase()));
      expect({ place, found }).toEqual({ place, found: [] });
    }
  });

  it('measures a file once, as its summary says, also after a replay of all its events', async () => {
    const before = metricLines();
    const { total, valid, invalid, inserted, unchanged, conflicting } = summary.counts;
    expect(before[0]).toMatch(
      new RegExp(
        `^metric  CustomerFiles FilesProcessed=1 RowsTotal=${total} RowsValid=${valid} RowsInvalid=${invalid} ` +
          `RowsInserted=${inserted} RowsUnchanged=${unchanged} RowsConflicting=${conflicting} SecondsToEmail=[\\d.]+ ` +
          `service=customer-files-notification stage=${STAGE}$`,
      ),
    );
    expect(before.slice(1).sort()).toEqual(
      Object.entries(summary.failures)
        .map(
          ([code, count]) =>
            `metric  CustomerFiles Rejects=${count} service=customer-files-notification stage=${STAGE} code=${code}`,
        )
        .sort(),
    );
    await road.replay();
    expect(metricLines()).toEqual(before);
  });

  it('sends the owner an e-mail when an event of S3 is in the dead letters of ingestion', async () => {
    const { endpoints } = road.cloud;
    const queue = deadLettersOf({ service: 'ingestion', name: 'receive' }, STAGE);
    const sqs = new SQSClient(clientOf(endpoints.sqs, endpoints));
    const QueueUrl = `${endpoints.sqs}/${endpoints.account}/${queue}`;
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{}' }));
    sqs.destroy();
    await road.schedule('notification', 'detectStalled');
    await road.schedule('notification', 'detectStalled');
    const subjects = (await readInbox(endpoints)).map(({ subject }) => subject);
    expect(subjects.filter((subject) => subject.includes('could not be received'))).toEqual([
      'One file was dropped and could not be received.',
    ]);
  });
});
