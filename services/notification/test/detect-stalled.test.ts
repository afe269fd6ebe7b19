import 'reflect-metadata';
import { MailRefused } from '../src/domain/mail-refused';
import { LeaseHeld } from '../src/domain/send-record';
import { MIN_TIME_PER_FILE_MS } from '../src/use-cases/detect-stalled';
import { FILE_ID, persisted, received, refused, validated } from './events';
import { notification } from './notification';

const crash = new Error('killed');

describe('a stalled file', () => {
  it('is reported once, stalledAfterMinutes after the last new event; repeated deliveries do not count', async () => {
    const { deliver, detect, later, mails, published } = notification();
    await deliver(received());
    later(59);
    await deliver(validated(30, 5, 3));
    later(59);
    await deliver(received());
    await detect();
    expect(mails).toEqual([]);
    later(1);
    await detect();
    later(600);
    await detect();
    expect(mails.map(({ subject }) => subject)).toEqual(['customers.csv has stalled: Parts 1 to 3 of 3 are missing.']);
    expect(published).toEqual([]);
  });

  it('that ends later gets one more e-mail, marked as late, and so is its event', async () => {
    const { deliver, detect, later, mails, published, open } = notification();
    await deliver(received());
    await deliver(validated(10, 0, 1));
    later(60);
    await detect();
    await deliver(persisted(1, 10));
    await deliver(persisted(1, 10));
    expect(mails.map(({ subject }) => subject)).toEqual([
      'customers.csv has stalled: Part 1 of 1 is missing.',
      '[late] customers.csv: All 10 rows were accepted.',
    ]);
    expect(published).toEqual([expect.objectContaining({ late: true, status: 'processed' })]);
    expect(open()).toEqual([]);
  });

  it('is reported by one of two detectors that run at once', async () => {
    const { deliver, detect, later, mails, failures } = notification();
    await deliver(received());
    later(60);
    await Promise.all([detect(), detect()]);
    expect(mails).toHaveLength(1);
    expect(failures).toEqual([]);
  });

  it('is reported again, marked, only if a detector crashed between sending the e-mail and recording it', async () => {
    const { deliver, detect, later, mails } = notification();
    await deliver(received());
    later(60);
    await expect(detect({ send: () => Promise.reject(new MailRefused('Throttling', null)) })).rejects.toMatchObject({
      code: 'DETECTION_FAILED',
    });
    await expect(detect({ send: () => Promise.reject(crash) })).rejects.toMatchObject({ code: 'DETECTION_FAILED' });
    await detect();
    expect(mails).toEqual([]);
    later(15);
    await detect();
    await detect();
    expect(mails.map(({ subject }) => subject)).toEqual([
      '[possibly repeated] customers.csv has stalled: There is no result of validation yet.',
    ]);
    expect(mails[0]!.text).toContain('You may have received this e-mail before');
  });
});

describe('a file that ends while it is checked', () => {
  it('is not reported as stalled', async () => {
    const { deliver, detect, later, mails, published, effects } = notification();
    await deliver(received());
    later(60);
    // The last event is delivered after the detector has found it missing, and before it takes the lease.
    const putIfAbsent: typeof effects.store.putIfAbsent = async (bucket, key, ...rest) => {
      if (key.endsWith('stalled.json')) await deliver(validated(0, 0, 0));
      return effects.store.putIfAbsent(bucket, key, ...rest);
    };
    await detect({ store: { ...effects.store, putIfAbsent } });
    expect(mails.map(({ subject }) => subject)).toEqual(['customers.csv: The file has a header and no rows.']);
    expect(published).toEqual([expect.objectContaining({ late: false })]);
  });

  it('is reported as ended only after it is decided whether the ending is late', async () => {
    const { deliver, detect, later, mails, effects } = notification();
    await deliver(received());
    later(60);
    // The last event is delivered while the detector is sending.
    await detect({
      send: async (mail) => {
        await expect(deliver(validated(0, 0, 0))).rejects.toBeInstanceOf(LeaseHeld);
        return effects.send(mail);
      },
    });
    await deliver(validated(0, 0, 0));
    expect(mails.map(({ subject }) => subject)).toEqual([
      'customers.csv has stalled: There is no result of validation yet.',
      '[late] customers.csv: The file has a header and no rows.',
    ]);
  });
});

describe('the detector', () => {
  it('reports the ending of a complete file whose report was never finished', async () => {
    const { deliver, detect, later, mails, published, open } = notification();
    await expect(
      deliver(refused('FILE_EMPTY'), { send: () => Promise.reject(new MailRefused('MessageRejected', null)) }),
    ).rejects.toMatchObject({ code: 'MAIL_REFUSED' });
    expect(open()).toEqual([FILE_ID]);
    later(15);
    await detect();
    expect(mails).toHaveLength(1);
    expect(published).toHaveLength(1);
    expect(open()).toEqual([]);
    expect(mails[0]!.text).toMatch(/^  Sent by +detectStalled$/m);
  });

  it('publishes the missing event of a file whose e-mail was sent, and sends no second e-mail', async () => {
    const { deliver, detect, later, mails, published } = notification();
    await deliver(received());
    await expect(deliver(validated(0, 0, 0), { publish: () => Promise.reject(crash) })).rejects.toBe(crash);
    later(15);
    await detect();
    expect(mails).toHaveLength(1);
    expect(published).toHaveLength(1);
  });

  it('skips a file while another invocation holds the lease of its report', async () => {
    const { deliver, detect, mails, failures } = notification();
    await deliver(received());
    await expect(deliver(validated(0, 0, 0), { send: () => Promise.reject(crash) })).rejects.toBe(crash);
    await detect();
    expect(mails).toEqual([]);
    expect(failures).toEqual([]);
  });

  it('removes the marker of a file that has ended, and sends nothing', async () => {
    const { deliver, detect, later, mails, objects, open } = notification();
    await deliver(refused('FILE_EMPTY'));
    objects.put('notification', `open/${FILE_ID}`, Buffer.from('{}'));
    later(600);
    await detect();
    expect(mails).toHaveLength(1);
    expect(open()).toEqual([]);
  });

  it('removes the marker of a file whose events have all expired', async () => {
    const { detect, objects, open } = notification();
    objects.put('notification', `open/${FILE_ID}`, Buffer.from('{}'));
    await detect();
    expect(open()).toEqual([]);
  });

  it('reports which file it could not check, and checks the others', async () => {
    const { deliver, detect, later, mails, failures } = notification();
    const bad = FILE_ID.replace(/0$/, '1');
    const of = <T extends object>(event: T): T => Object.assign(event, { fileId: bad });
    await deliver(of(received()));
    await deliver(of(validated(30, 0, 1)));
    await expect(deliver(of(persisted(1, 29)))).rejects.toMatchObject({ code: 'COUNTS_DISAGREE' });
    await deliver(received());
    later(60);
    await expect(detect()).rejects.toMatchObject({ code: 'DETECTION_FAILED', failed: 1, open: 2 });
    expect(failures).toEqual([{ fileId: bad, error: expect.objectContaining({ code: 'COUNTS_DISAGREE' }) }]);
    expect(mails).toHaveLength(1);
  });

  it('stops before the function times out, and starts with another file on its next run', async () => {
    const { deliver, detect, later, mails, clock } = notification();
    const ids = Array.from({ length: 4 }, (_, i) => `${FILE_ID.slice(0, -1)}${i}`);
    for (const fileId of ids) await deliver(Object.assign(received(), { fileId }));
    later(60);
    for (let run = 0; run < 4; run++) {
      const left = [MIN_TIME_PER_FILE_MS, MIN_TIME_PER_FILE_MS - 1];
      clock.now = new Date(clock.now.getTime() + 1);
      await detect({ remainingMs: () => left.shift()! });
      expect(mails).toHaveLength(run + 1);
    }
    expect(ids.every((id) => mails.some(({ text }) => text.includes(id)))).toBe(true);
  });
});
