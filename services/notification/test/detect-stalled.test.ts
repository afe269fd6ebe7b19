import 'reflect-metadata';
import { LeaseHeld } from '../src/use-cases/report-once';
import { MailRefused } from '../src/domain/mail-refused';
import { ENOUGH_MS } from '../src/use-cases/detect-stalled';
import { FILE_ID, notification, persisted, received, refused, validated } from './files';

const dead = new Error('killed');

describe('a file of which nothing more is heard', () => {
  it('is reported once, when the time is over since the last that was new', async () => {
    const { hear, watch, later, mails, published } = notification();
    await hear(received());
    later(59);
    await hear(validated(30, 5, 3));
    later(59);
    await hear(received());
    await watch();
    expect(mails).toEqual([]);
    later(1);
    await watch();
    later(600);
    await watch();
    expect(mails.map(({ subject }) => subject)).toEqual(['customers.csv has stalled: Parts 1 to 3 of 3 are missing.']);
    expect(published).toEqual([]);
  });

  it('and ends after all has one more e-mail, marked as late, and so is its event', async () => {
    const { hear, watch, later, mails, published, open } = notification();
    await hear(received());
    await hear(validated(10, 0, 1));
    later(60);
    await watch();
    await hear(persisted(1, 10));
    await hear(persisted(1, 10));
    expect(mails.map(({ subject }) => subject)).toEqual([
      'customers.csv has stalled: Part 1 of 1 is missing.',
      '[late] customers.csv: All 10 rows were accepted.',
    ]);
    expect(published).toEqual([expect.objectContaining({ late: true, status: 'processed' })]);
    expect(open()).toEqual([]);
  });

  it('is told of by one where two watches run at once', async () => {
    const { hear, watch, later, mails, failures } = notification();
    await hear(received());
    later(60);
    await Promise.all([watch(), watch()]);
    expect([mails.length, failures]).toEqual([1, []]);
  });

  it('is told of again, marked, only where a watch died between sending and its record', async () => {
    const { hear, watch, later, mails } = notification();
    await hear(received());
    later(60);
    await expect(watch({ send: () => Promise.reject(new MailRefused('Throttling', null)) })).rejects.toMatchObject({
      code: 'DETECTION_FAILED',
    });
    await expect(watch({ send: () => Promise.reject(dead) })).rejects.toMatchObject({ code: 'DETECTION_FAILED' });
    await watch();
    expect(mails).toEqual([]);
    later(15);
    await watch();
    await watch();
    expect(mails.map(({ subject }) => subject)).toEqual([
      '[possibly repeated] customers.csv has stalled: There is no result of validation yet.',
    ]);
    expect(mails[0]!.text).toContain('You may have had this e-mail before');
  });
});

describe('a file that ends while it is looked at', () => {
  it('is not reported as stalled', async () => {
    const { hear, watch, later, mails, published, effects } = notification();
    await hear(received());
    later(60);
    // The last event is heard after the watch has found it missing, and before it has its claim.
    const putIfAbsent: typeof effects.store.putIfAbsent = async (bucket, key, ...rest) => {
      if (key.endsWith('stalled.json')) await hear(validated(0, 0, 0));
      return effects.store.putIfAbsent(bucket, key, ...rest);
    };
    await watch({ store: { ...effects.store, putIfAbsent } });
    expect(mails.map(({ subject }) => subject)).toEqual(['customers.csv: The file has a header and no rows.']);
    expect(published).toEqual([expect.objectContaining({ late: false })]);
  });

  it('waits with its ending until it is known whether that comes late', async () => {
    const { hear, watch, later, mails, effects } = notification();
    await hear(received());
    later(60);
    // The last event is heard while the watch is sending.
    await watch({
      send: async (mail) => {
        await expect(hear(validated(0, 0, 0))).rejects.toBeInstanceOf(LeaseHeld);
        return effects.send(mail);
      },
    });
    await hear(validated(0, 0, 0));
    expect(mails.map(({ subject }) => subject)).toEqual([
      'customers.csv has stalled: There is no result of validation yet.',
      '[late] customers.csv: The file has a header and no rows.',
    ]);
  });
});

describe('the watch', () => {
  it('ends what was complete and whose report was never finished', async () => {
    const { hear, watch, later, mails, published, open } = notification();
    await expect(
      hear(refused('FILE_EMPTY'), { send: () => Promise.reject(new MailRefused('MessageRejected', null)) }),
    ).rejects.toMatchObject({ code: 'MAIL_REFUSED' });
    expect(open()).toEqual([FILE_ID]);
    later(15);
    await watch();
    expect([mails.length, published.length, open()]).toEqual([1, 1, []]);
    expect(mails[0]!.text).toContain('sent by   detectStalled');
  });

  it('publishes what was owed where the e-mail was sent, and sends no second', async () => {
    const { hear, watch, later, mails, published } = notification();
    await hear(received());
    await expect(hear(validated(0, 0, 0), { publish: () => Promise.reject(dead) })).rejects.toBe(dead);
    later(15);
    await watch();
    expect([mails.length, published.length]).toEqual([1, 1]);
  });

  it('leaves a report that is under way to whoever has it', async () => {
    const { hear, watch, mails, failures } = notification();
    await hear(received());
    await expect(hear(validated(0, 0, 0), { send: () => Promise.reject(dead) })).rejects.toBe(dead);
    await watch();
    expect([mails, failures]).toEqual([[], []]);
  });

  it('takes away the marker of a file that has ended, and says nothing', async () => {
    const { hear, watch, later, mails, objects, open } = notification();
    await hear(refused('FILE_EMPTY'));
    objects.put('notification', `open/${FILE_ID}`, Buffer.from('{}'));
    later(600);
    await watch();
    expect([mails.length, open()]).toEqual([1, []]);
  });

  it('takes away the marker of a file of which all has expired', async () => {
    const { watch, objects, open } = notification();
    objects.put('notification', `open/${FILE_ID}`, Buffer.from('{}'));
    await watch();
    expect(open()).toEqual([]);
  });

  it('says which file it could not look after, and looks after the others', async () => {
    const { hear, watch, later, mails, failures } = notification();
    const bad = FILE_ID.replace(/0$/, '1');
    const of = <T extends object>(event: T): T => Object.assign(event, { fileId: bad });
    await hear(of(received()));
    await hear(of(validated(30, 0, 1)));
    await expect(hear(of(persisted(1, 29)))).rejects.toMatchObject({ code: 'COUNTS_DISAGREE' });
    await hear(received());
    later(60);
    await expect(watch()).rejects.toMatchObject({ code: 'DETECTION_FAILED', failed: 1, open: 2 });
    expect(failures).toEqual([{ fileId: bad, error: expect.objectContaining({ code: 'COUNTS_DISAGREE' }) }]);
    expect(mails).toHaveLength(1);
  });

  it('ends before the function is cut off, and begins elsewhere the next time', async () => {
    const { hear, watch, later, mails, clock } = notification();
    const ids = Array.from({ length: 4 }, (_, i) => `${FILE_ID.slice(0, -1)}${i}`);
    for (const fileId of ids) await hear(Object.assign(received(), { fileId }));
    later(60);
    for (let run = 0; run < 4; run++) {
      const left = [ENOUGH_MS, ENOUGH_MS - 1];
      clock.now = new Date(clock.now.getTime() + 1);
      await watch({ remainingMs: () => left.shift()! });
      expect(mails).toHaveLength(run + 1);
    }
    expect(ids.every((id) => mails.some(({ text }) => text.includes(id)))).toBe(true);
  });

  it('counts what earlier versions have filed by its event', async () => {
    const { hear, watch, objects, mails, clock } = notification();
    await hear(received());
    const key = `files/${FILE_ID}/heard/received.json`;
    const { heardAt: _, ...filed } = JSON.parse(String(objects.get('notification', key)!.body)) as { heardAt: string };
    objects.put('notification', key, Buffer.from(JSON.stringify(filed)));
    clock.now = new Date('2026-06-30T13:00:01Z');
    await watch();
    expect(mails).toHaveLength(1);
  });
});
