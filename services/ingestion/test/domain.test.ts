import fc from 'fast-check';
import { asOfDate } from '../src/domain/as-of';
import { fileIdOf } from '../src/domain/file-id';
import { isCustomerFile, objectCreatedOf } from '../src/domain/object-created';
import { created, createdWithoutVersion } from './created';

describe('isCustomerFile', () => {
  it.each([
    'incoming/a.csv',
    'incoming/a.CSV',
    'incoming/a.csv.gz',
    'incoming/a.Csv.GZ',
    'incoming/2026/06/a b+c%2B.csv',
    'incoming/ü\n.csv',
    'incoming/a.txt',
    'incoming/a.csv.zip',
    'incoming/acsv',
    'incoming/a.gz',
    'incoming/a.csv\n',
    'incoming/.hidden/a.csv',
    'incoming/a.tmp/a.csv',
    'incoming/a~$b.csv',
    'incoming/part',
  ])('accepts %j as the key of a customer file', (key) => {
    expect(isCustomerFile(key, 'incoming/')).toBe(true);
  });

  it.each([
    'incoming/',
    'incoming/a.csv/',
    'incoming/.csv',
    'incoming/.a.csv',
    'incoming/b/.DS_Store',
    'incoming/~$customers.xlsx',
    'incoming/a.csv.gz.tmp',
    'incoming/a.csv.PART',
    'incoming/a.filepart',
    'incoming/a.csv.crdownload',
    'outgoing/a.csv',
    'a/incoming/a.csv',
    'Incoming/a.csv',
    'incoming%2Fa.csv',
  ])('does not accept %j as the key of a customer file', (key) => {
    expect(isCustomerFile(key, 'incoming/')).toBe(false);
  });

  it('accepts only keys under the incoming prefix of the feed', () => {
    expect(isCustomerFile('incoming/crm/a.csv', 'incoming/crm/')).toBe(true);
    expect(isCustomerFile('incoming/a.csv', 'incoming/crm/')).toBe(false);
  });
});

describe('fileIdOf', () => {
  it('gives a UUID of version 8', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (key, version) => {
        expect(fileIdOf(created({ key, 'version-id': version }))).toMatch(
          /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
        );
      }),
    );
  });

  it('gives the ids that earlier versions gave: they are in tables and archives', () => {
    expect(fileIdOf(created())).toBe('44233ee2-adc6-837f-b6c5-fc794e75d61e');
    expect(fileIdOf(createdWithoutVersion())).toBe('96926ad5-ff5f-8678-a9a9-e1cba0e2ad66');
  });

  it('gives the same id for every event of one upload', () => {
    expect(fileIdOf(created({ size: 1, etag: 'other', sequencer: 'other' }))).toBe(fileIdOf(created()));
    expect(fileIdOf(createdWithoutVersion({ etag: 'other' }))).toBe(fileIdOf(createdWithoutVersion()));
  });

  it('gives another id for another bucket, key, version or, without versioning, sequencer', () => {
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

  it('never confuses where bucket, key and version end and begin', () => {
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

describe('asOfDate', () => {
  it.each([
    ['2026-06-30T23:59:59Z', 'UTC', '2026-06-30'],
    ['2026-06-30T22:00:00Z', 'Europe/Berlin', '2026-07-01'],
    ['2026-01-01T04:59:59Z', 'America/New_York', '2025-12-31'],
    ['2026-12-31T11:00:00Z', 'Pacific/Kiritimati', '2027-01-01'],
    ['2026-10-25T00:30:00Z', 'Europe/Berlin', '2026-10-25'],
    ['2024-02-29T12:00:00Z', 'Asia/Kathmandu', '2024-02-29'],
    ['2026-06-30T12:00:00Z', 'Asia/Riyadh', '2026-06-30'],
    ['2026-06-30T12:00:00Z', 'Asia/Bangkok', '2026-06-30'],
  ])('gives for %s in %s the as-of date %s', (time, zone, day) => {
    expect(asOfDate(new Date(time), zone)).toBe(day);
  });
});

describe('objectCreatedOf', () => {
  it('returns the detail of an S3 event unchanged, its key not decoded', () => {
    const detail = { ...created({ key: 'incoming/a+b%2B.csv' }), reason: 'PutObject', 'request-id': 'r' };
    expect(objectCreatedOf(detail)).toBe(detail);
  });

  it('accepts an S3 event of a bucket without versioning', () => {
    expect(objectCreatedOf({ ...createdWithoutVersion() })).not.toBeNull();
  });

  it.each([
    ['no fields', {}],
    ['no bucket', { ...created(), bucket: null }],
    ['no object', { ...created(), object: undefined }],
    ['no key', { ...created({ key: '' }) }],
    ['no ETag', { ...created({ etag: '' }) }],
    ['a size that is not a whole number', { ...created({ size: 1.5 }) }],
    ['neither version nor sequencer', { ...createdWithoutVersion({ sequencer: '' }) }],
  ])('returns null for a detail with %s', (_, detail) => {
    expect(objectCreatedOf(detail)).toBeNull();
  });
});
