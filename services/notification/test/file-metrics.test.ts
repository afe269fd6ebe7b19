import 'reflect-metadata';
import { REFUSAL_CODES, REJECT_CODES } from '@customer-files/customer-schema';
import type { Measurement } from '@customer-files/telemetry';
import { FILE_METRICS } from '../src/domain/file-metrics';
import { FILE_ID, persisted, received, refused, validated } from './events';
import { notification } from './notification';

const valuesOf = (measured: readonly Measurement[]): Record<string, number> =>
  Object.fromEntries(measured.map(({ name, code, value }) => [code ? `${name} ${code}` : name, value]));

const COMPLETE = [received(), validated(30, 5, 3), persisted(1, 10), persisted(2, 8, 2), persisted(3, 7, 1, 2)];

const killed = new Error('killed');

describe('the metrics of a file', () => {
  it('measure its ending, its rows, its rejects by code, and the seconds from S3 to the e-mail', async () => {
    const { deliver, measured } = notification();
    for (const event of COMPLETE) await deliver(event);
    expect(valuesOf(measured)).toEqual({
      FilesProcessed: 1,
      RowsTotal: 35,
      RowsValid: 30,
      RowsInvalid: 5,
      RowsInserted: 25,
      RowsUnchanged: 3,
      RowsConflicting: 2,
      'Rejects EMAIL_INVALID': 5,
      SecondsToEmail: 5,
    });
  });

  it('measure a refused file by its code, and no rows where none was read', async () => {
    const { deliver, measured } = notification();
    await deliver(refused('HEADER_MISSING_COLUMN'));
    expect(valuesOf(measured)).toEqual({ 'FilesRefused HEADER_MISSING_COLUMN': 1, SecondsToEmail: 5 });
  });

  it('are recorded once when each event is delivered three times, in turn and at the same time', async () => {
    const { deliver, measured } = notification();
    for (const event of COMPLETE) await deliver(event);
    for (const event of COMPLETE) await deliver(event);
    await Promise.all(COMPLETE.map((event) => deliver(event)));
    expect(measured.filter(({ name }) => name === 'FilesProcessed')).toHaveLength(1);
    expect(measured.filter(({ name }) => name === 'RowsTotal')).toHaveLength(1);
  });

  it('are recorded once when two invocations report the ending at the same time', async () => {
    const { deliver, measured } = notification();
    await Promise.allSettled([...COMPLETE, ...COMPLETE].map((event) => deliver(event)));
    expect(measured.filter(({ name }) => name === 'FilesProcessed')).toHaveLength(1);
  });

  it('are recorded by the invocation that finishes a report which another one began', async () => {
    const { deliver, measured, later } = notification();
    await deliver(received());
    await expect(deliver(validated(0, 0, 0), { publish: () => Promise.reject(killed) })).rejects.toBe(killed);
    expect(measured).toEqual([]);
    later(10);
    await deliver(validated(0, 0, 0));
    await deliver(validated(0, 0, 0));
    expect(valuesOf(measured)).toMatchObject({ FilesProcessed: 1, SecondsToEmail: 605 });
    expect(measured.filter(({ name }) => name === 'FilesProcessed')).toHaveLength(1);
  });

  it('count a stalled file once, and its late ending too', async () => {
    const { deliver, detect, later, measured } = notification();
    await deliver(received());
    await deliver(validated(10, 0, 1));
    later(60);
    await Promise.all([detect(), detect()]);
    later(15);
    await detect();
    expect(valuesOf(measured)).toEqual({ FilesStalled: 1 });
    expect(measured).toHaveLength(1);
    await deliver(persisted(1, 10));
    expect(valuesOf(measured)).toMatchObject({ FilesStalled: 1, FilesProcessed: 1, RowsInserted: 10 });
  });

  it('are never negative seconds, where the clock of S3 is ahead', async () => {
    const { deliver, measured, clock } = notification();
    clock.now = new Date('2026-06-30T11:59:59Z');
    await deliver(refused('FILE_EMPTY'));
    expect(valuesOf(measured).SecondsToEmail).toBe(0);
  });

  it('have names of the table and codes of the schema, and nothing else that is text', async () => {
    const { deliver, measured } = notification();
    for (const event of COMPLETE) await deliver(event);
    await deliver(Object.assign(refused('FILE_EMPTY'), { fileId: FILE_ID.replace(/0$/, '1') }));
    const codes: readonly string[] = [...REFUSAL_CODES, ...Object.keys(REJECT_CODES)];
    for (const { name, unit, value, code, ...rest } of measured) {
      expect(FILE_METRICS).toHaveProperty(name);
      const { unit: declared, byCode } = FILE_METRICS[name as keyof typeof FILE_METRICS];
      expect(unit).toBe(declared);
      expect(value).toEqual(expect.any(Number));
      expect(byCode ? codes.includes(code!) : code === undefined).toBe(true);
      expect(rest).toEqual({});
    }
  });
});
