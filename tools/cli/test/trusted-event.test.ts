import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { CloudHandle, LocalCloudEvent } from '@customer-files/local-cloud';
import { FileTracker } from '../src/file-progress';
import { trustedEvent } from '../src/trusted-event';
import { resumption, UnfinishedFiles } from '../src/unfinished-files';
import { ROOT } from './program';

type BusEvent = Extract<LocalCloudEvent, { type: 'event' }>;
type Detail = Record<string, unknown>;

const SOURCES = {
  CustomerFileReceived: 'customer-files.ingestion',
  CustomerFileRefused: 'customer-files.validation',
  CustomerRowsValidated: 'customer-files.validation',
  CustomerFileValidated: 'customer-files.validation',
  CustomerRowsPersisted: 'customer-files.persistence',
  CustomerFileProcessed: 'customer-files.notification',
} as const;

const ACCOUNT = '000000000000';
const landing = {
  bucket: `customer-files-landing-local-${ACCOUNT}`,
  key: 'incoming/a.csv',
  versionId: 'v1',
  etag: 'e',
  bytes: 1,
};
const report = {
  bucket: `customer-files-work-local-${ACCOUNT}`,
  key: 'rejects/a.csv',
  versionId: null,
  etag: 'e',
  bytes: 1,
};
const foreign = { ...report, bucket: 'evil' };

/** The first sample of an event, with objects in the buckets of the stage. */
function sample(type: keyof typeof SOURCES): Detail {
  const file = join(ROOT, 'events', 'samples', `${type}.v1.json`);
  const fields = Object.values(JSON.parse(readFileSync(file, 'utf8')) as Record<string, Detail>)[0]!;
  if ('object' in fields) fields.object = landing;
  if ('accepted' in fields) fields.accepted = report;
  if ('rejects' in fields) fields.rejects = report;
  if ('conflicts' in fields) fields.conflicts = type === 'CustomerFileProcessed' ? [report] : report;
  return fields;
}

function busEvent(
  type: keyof typeof SOURCES,
  more: Partial<BusEvent['event']> = {},
  bus = 'customer-files-local',
): BusEvent {
  const envelope = {
    version: '0' as const,
    id: 'i',
    account: ACCOUNT,
    time: '2026-11-25T00:00:00Z',
    region: 'r',
    resources: [],
  };
  return {
    type: 'event',
    bus,
    event: { ...envelope, 'detail-type': type, source: SOURCES[type], detail: sample(type), ...more },
  };
}

const TYPES = Object.keys(SOURCES) as (keyof typeof SOURCES)[];

describe('events that the program acts on', () => {
  it.each(TYPES)('an event of a service is trusted: %s', (type) => {
    expect(trustedEvent(busEvent(type))).toMatchObject(sample(type));
  });

  it.each(TYPES)('an event of another bus or another source is not trusted: %s', (type) => {
    expect(trustedEvent(busEvent(type, {}, 'default'))).toBeNull();
    expect(trustedEvent(busEvent(type, {}, 'customer-files-prod'))).toBeNull();
    expect(trustedEvent(busEvent(type, { source: 'anything.at.all' }))).toBeNull();
  });

  it.each(['../../../evil', '..', '', 'not-a-uuid', 7, null])(
    'an event with the file id %j is not trusted',
    (fileId) => {
      for (const type of TYPES)
        expect(trustedEvent(busEvent(type, { detail: { ...sample(type), fileId } }))).toBeNull();
    },
  );

  it.each<[keyof typeof SOURCES, Detail]>([
    ['CustomerFileReceived', { object: foreign }],
    ['CustomerFileRefused', { rejects: foreign }],
    ['CustomerRowsValidated', { accepted: foreign }],
    ['CustomerFileValidated', { rejects: foreign }],
    ['CustomerRowsPersisted', { conflicts: foreign }],
    ['CustomerFileProcessed', { rejects: foreign }],
    ['CustomerFileProcessed', { conflicts: [report, foreign] }],
    ['CustomerFileProcessed', { object: { ...landing, bucket: report.bucket } }],
  ])('an event with an object of another bucket is not trusted: %s %j', (type, fields) => {
    expect(trustedEvent(busEvent(type, { detail: { ...sample(type), ...fields } }))).toBeNull();
  });

  it('an event of another type is not trusted', () => {
    expect(trustedEvent(busEvent('CustomerFileProcessed', { 'detail-type': 'constructor' }))).toBeNull();
  });
});

describe('the progress of files', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'unfinished-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function track(): { send: (event: LocalCloudEvent) => void; ended: string[]; tracker: FileTracker } {
    const listeners: ((event: LocalCloudEvent) => void)[] = [];
    const cloud = {
      on: (listener: (event: LocalCloudEvent) => void) => listeners.push(listener),
    } as unknown as CloudHandle;
    const ended: string[] = [];
    const unfinished = new UnfinishedFiles(folder);
    const tracker = new FileTracker(cloud, ({ fileId }) => Promise.resolve(void ended.push(fileId)), unfinished);
    return { send: (event) => listeners.forEach((listener) => listener(event)), ended, tracker };
  }

  it('a file is unfinished from when it is received until it ends', () => {
    const { send } = track();
    const { key, versionId } = sample('CustomerFileReceived').object as { key: string; versionId: string };
    send(busEvent('CustomerFileReceived'));
    expect([...new UnfinishedFiles(folder).all()]).toEqual([[versionId, basename(key)]]);
    send(busEvent('CustomerFileProcessed'));
    expect([...new UnfinishedFiles(folder).all()]).toEqual([]);
  });

  it('a version id that would leave the folder is not written', () => {
    const unfinished = new UnfinishedFiles(folder);
    for (const version of ['../evil', '..', 'a/b', '', '.hidden']) unfinished.add(version, 'x.csv');
    expect(readdirSync(folder, { recursive: true })).toEqual(
      expect.not.arrayContaining([expect.stringContaining('evil')]),
    );
    expect(unfinished.all().size).toBe(0);
  });

  it.each([
    [['a.csv'], 'a.csv was still being processed when an earlier run ended; it goes on now'],
    [['a.csv', 'b.csv'], 'a.csv and 1 other file were still being processed when an earlier run ended; they go on now'],
  ])('files %j of an earlier run are named in one line', (names, line) => {
    expect(resumption(names)).toBe(line);
  });

  it('a forged end of a file is ignored, and a true one is not', () => {
    const { send, ended } = track();
    send(busEvent('CustomerFileProcessed', { source: 'forged' }));
    send(busEvent('CustomerFileProcessed', { detail: { ...sample('CustomerFileProcessed'), fileId: '../../evil' } }));
    expect(ended).toEqual([]);
    send(busEvent('CustomerFileProcessed'));
    expect(ended).toEqual([sample('CustomerFileProcessed').fileId]);
  });

  it.each(['no JSON', 'null', '"text"', '{}', '{"detail":null}', '{"detail":7}', '{"detail":{"fileId":{}}}', '\u2028'])(
    'a dead letter whose body is %j does not end the program',
    (body) => {
      const { send, tracker } = track();
      const file = tracker.of('v1');
      expect(() => send({ type: 'dead-letter', queue: 'q', function: 'f', reason: 'r', body })).not.toThrow();
      expect(file.stage).toBe('arrived');
    },
  );
});
