import fc from 'fast-check';
import { asOfDate } from '../src/domain/as-of';
import { fileIdOf } from '../src/domain/file-id';
import { isCustomerFile, objectCreatedOf } from '../src/domain/object-created';
import { created, createdWithoutVersion } from './created';

describe('an object is a customer file', () => {
  it.each([
    'incoming/a.csv',
    'incoming/a.CSV',
    'incoming/a.csv.gz',
    'incoming/a.Csv.GZ',
    'incoming/2026/06/a b+c%2B.csv',
    'incoming/.csv',
    'incoming/ü\n.csv',
  ])('if it is called %j', (key) => {
    expect(isCustomerFile(key, 'incoming/')).toBe(true);
  });

  it.each([
    'incoming/',
    'incoming/a.txt',
    'incoming/a.csv/',
    'incoming/a.csv.zip',
    'incoming/acsv',
    'incoming/a.gz',
    'incoming/a.csv.gz.tmp',
    'incoming/a.csv\n',
    'outgoing/a.csv',
    'a/incoming/a.csv',
    'Incoming/a.csv',
    'incoming%2Fa.csv',
  ])('but not if it is called %j', (key) => {
    expect(isCustomerFile(key, 'incoming/')).toBe(false);
  });

  it('wherever the feed says that its files arrive', () => {
    expect(isCustomerFile('incoming/crm/a.csv', 'incoming/crm/')).toBe(true);
    expect(isCustomerFile('incoming/a.csv', 'incoming/crm/')).toBe(false);
  });
});

describe('the id of a file', () => {
  it('is a UUID of version 8', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (key, version) => {
        expect(fileIdOf(created({ key, 'version-id': version }))).toMatch(
          /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
        );
      }),
    );
  });

  it('is what it was: ids are in tables and archives', () => {
    expect(fileIdOf(created())).toBe('44233ee2-adc6-837f-b6c5-fc794e75d61e');
    expect(fileIdOf(createdWithoutVersion())).toBe('96926ad5-ff5f-8678-a9a9-e1cba0e2ad66');
  });

  it('is the same however often the upload is told', () => {
    expect(fileIdOf(created({ size: 1, etag: 'other', sequencer: 'other' }))).toBe(fileIdOf(created()));
    expect(fileIdOf(createdWithoutVersion({ etag: 'other' }))).toBe(fileIdOf(createdWithoutVersion()));
  });

  it('is another for another bucket, key, version or, without versions, sequencer', () => {
    const ids = [
      created(),
      created({}, 'other'),
      created({ key: 'incoming/other.csv' }),
      created({ 'version-id': 'v2' }),
      createdWithoutVersion(),
      createdWithoutVersion({ sequencer: '00A2' }),
    ].map(fileIdOf);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('does not confuse where one part ends and the next begins', () => {
    fc.assert(
      fc.property(
        fc.tuple(fc.string(), fc.string(), fc.string()),
        fc.tuple(fc.string(), fc.string(), fc.string()),
        (a, b) => {
          const idOf = ([bucket, key, version]: [string, string, string]): string =>
            fileIdOf(created({ key, 'version-id': version }, bucket));
          expect(idOf(a) === idOf(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
        },
      ),
    );
    expect(fileIdOf(created({ key: 'c', 'version-id': 'v' }, 'ab'))).not.toBe(
      fileIdOf(created({ key: 'bc', 'version-id': 'v' }, 'a')),
    );
    expect(fileIdOf(created({ key: 'b","c', 'version-id': 'v' }, 'a'))).not.toBe(
      fileIdOf(created({ key: 'b', 'version-id': 'c","v' }, 'a')),
    );
  });
});

describe('the as-of date', () => {
  it.each([
    ['2026-06-30T23:59:59Z', 'UTC', '2026-06-30'],
    ['2026-06-30T22:00:00Z', 'Europe/Berlin', '2026-07-01'],
    ['2026-01-01T04:59:59Z', 'America/New_York', '2025-12-31'],
    ['2026-12-31T11:00:00Z', 'Pacific/Kiritimati', '2027-01-01'],
    ['2026-10-25T00:30:00Z', 'Europe/Berlin', '2026-10-25'],
    ['2024-02-29T12:00:00Z', 'Asia/Kathmandu', '2024-02-29'],
    ['2026-06-30T12:00:00Z', 'Asia/Riyadh', '2026-06-30'],
    ['2026-06-30T12:00:00Z', 'Asia/Bangkok', '2026-06-30'],
  ])('of %s in %s is %s', (time, zone, day) => {
    expect(asOfDate(new Date(time), zone)).toBe(day);
  });
});

describe('an event of S3', () => {
  it('is taken as it is, its key never decoded', () => {
    const detail = { ...created({ key: 'incoming/a+b%2B.csv' }), reason: 'PutObject', 'request-id': 'r' };
    expect(objectCreatedOf(detail)).toBe(detail);
  });

  it('needs no version: a bucket may have none', () => {
    expect(objectCreatedOf({ ...createdWithoutVersion() })).not.toBeNull();
  });

  it.each([
    ['nothing', {}],
    ['no bucket', { ...created(), bucket: null }],
    ['no object', { ...created(), object: undefined }],
    ['no key', { ...created({ key: '' }) }],
    ['no ETag', { ...created({ etag: '' }) }],
    ['a size that is none', { ...created({ size: 1.5 }) }],
    ['neither version nor sequencer', { ...createdWithoutVersion({ sequencer: '' }) }],
  ])('is none where it has %s', (_, detail) => {
    expect(objectCreatedOf(detail)).toBeNull();
  });
});
