import { type CustomerFileRefused, CustomerRowsValidated, FeedSettings } from '@customer-files/events';
import { bad, good, validation } from './files';

const rows = (count: number): string[] => Array.from({ length: count }, (_, i) => good(i + 1));

describe('a file that was received', () => {
  it('has each part published, and then the event that ends it', async () => {
    const { receive, validate, parts, ending } = validation();
    await validate(await receive([...rows(7), bad(8)]));
    expect(parts()).toEqual([
      { part: 1, rows: 3 },
      { part: 2, rows: 3 },
      { part: 3, rows: 1 },
    ]);
    expect(ending()).toMatchObject({
      counts: { total: 8, valid: 7, invalid: 1 },
      parts: 3,
      failures: { EMAIL_INVALID: 1 },
    });
  });
});

describe('a file that cannot be read to its end', () => {
  it('is refused with the counts of the parts that were published before', async () => {
    const { receive, validate, parts, ending } = validation();
    await validate(await receive(rows(7), { maxRows: 5 }));
    expect(parts()).toEqual([
      { part: 1, rows: 3 },
      { part: 2, rows: 2 },
    ]);
    expect(ending()).toMatchObject({ code: 'FILE_TOO_LARGE', counts: { total: 5, valid: 5, invalid: 0 }, parts: 2 });
  });

  it('has no part published where the feed sets maxRejects', async () => {
    const { receive, validate, parts, ending } = validation();
    await validate(await receive(rows(7), { maxRows: 5, maxRejects: 1 }));
    expect(parts()).toEqual([]);
    expect(ending()).toMatchObject({ code: 'FILE_TOO_LARGE', counts: { total: 5, valid: 5, invalid: 0 }, parts: 0 });
  });
});

describe('an attempt at a file that fails', () => {
  it('fails with its own error, also where no row was rejected', async () => {
    const { receive, validate } = validation();
    const received = await receive(rows(2));
    await expect(validate(received, { publish: () => Promise.reject(new Error('the bus is down')) })).rejects.toThrow(
      'the bus is down',
    );
  });
});

describe('a second attempt', () => {
  const dead = new Error('killed');

  /** An attempt that publishes all parts of a file and then crashes. */
  async function crashed(lines: readonly string[], settings?: Partial<FeedSettings>) {
    const made = validation();
    const received = await made.receive(lines, settings);
    const store = { ...made.effects.store, upload: () => Promise.reject(dead) };
    await expect(made.validate(received, { store })).rejects.toBe(dead);
    return { ...made, received };
  }

  it('publishes the same parts as the first, and the event that ends the file', async () => {
    const { received, validate, parts, ending } = await crashed([...rows(4), bad(5)]);
    await validate(received);
    expect(parts()).toEqual([
      { part: 1, rows: 3 },
      { part: 2, rows: 1 },
      { part: 1, rows: 3 },
      { part: 2, rows: 1 },
    ]);
    expect(ending()).toMatchObject({ counts: { total: 5, valid: 4, invalid: 1 }, parts: 2 });
  });

  it('refuses a file whose object was deleted, with the parts that were published and their rows', async () => {
    const { received, validate, parts, ending, objects } = await crashed([...rows(4), bad(5)]);
    objects.delete(received.object);
    await validate(received);
    expect(parts().slice(2)).toEqual([
      { part: 1, rows: 3 },
      { part: 2, rows: 1 },
    ]);
    expect(ending()).toMatchObject({
      code: 'FILE_GONE',
      parts: 2,
      counts: { total: 4, valid: 4, invalid: 0 },
      failures: {},
      rejects: null,
    });
    expect((ending() as CustomerFileRefused).message).toContain('4 of its rows are loaded');
  });

  it('publishes no part of a file whose object was deleted where the feed sets maxRejects', async () => {
    const { received, validate, parts, ending, objects } = await crashed([...rows(4), bad(5)], { maxRejects: 3 });
    objects.delete(received.object);
    await validate(received);
    expect(parts()).toEqual([]);
    expect(ending()).toMatchObject({ code: 'FILE_GONE', parts: 0, counts: null });
  });

  it('that finds the object deleted keeps a first one that is still running from publishing another part', async () => {
    const { receive, validate, objects, effects, parts, ending } = validation();
    const received = await receive(rows(6));
    let arrived: () => void = () => undefined;
    const atSecond = new Promise<void>((resolve) => (arrived = resolve));
    let go: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (go = resolve));
    const store: typeof effects.store = {
      ...effects.store,
      putIfAbsent: async (...args) => {
        if (args[1].endsWith('000002.copy')) {
          arrived();
          await gate;
        }
        return effects.store.putIfAbsent(...args);
      },
    };
    const slow = validate(received, { store });
    await atSecond;
    objects.delete(received.object);
    await validate(received);
    go();
    await expect(slow).rejects.toMatchObject({ code: 'PART_CHANGED' });
    expect(ending()).toMatchObject({ code: 'FILE_GONE', parts: 1 });
    expect(new Set(parts().map(({ part }) => part))).toEqual(new Set([1]));
  });

  it('by other rules with fewer parts than were published fails, so that the file is no mixture of both', async () => {
    // The fourth row is a part of its own, and the other rules reject it.
    const { received, validate, published } = await crashed(
      [...rows(3), good(4).replace('1990-01-15', '15.01.1990'), bad(5)],
      { dateLayouts: ['DD.MM.YYYY'] },
    );
    await expect(validate({ ...received, settings: new FeedSettings() })).rejects.toMatchObject({
      code: 'PART_CHANGED',
      part: 2,
    });
    expect(published.filter((event) => !(event instanceof CustomerRowsValidated))).toEqual([]);
  });
});
