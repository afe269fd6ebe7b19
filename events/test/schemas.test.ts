import { IsInt, Max, Min } from 'class-validator';
import { FileEvent } from '..';
import { generated, isSchema, published } from '../schemas/documents';
import { EVENT_CLASSES, nameOf } from '../schemas/event-classes';
import { changesOf } from '../schemas/publish-schemas';
import { schemaOf } from '../schemas/schema-of';
import { samples } from './samples';
import { PUBLISHED } from './schema-check';

const now = generated();
const before = published(PUBLISHED);

describe('the published schemas', () => {
  it('are not broken by the classes of today (else add a version, see events/README.md)', () => {
    expect(changesOf(before, now).filter(([, { breaks }]) => breaks.length > 0)).toEqual([]);
  });

  it.each(Object.keys({ ...before, ...now }))(
    'contain %s as it is generated from the classes (else run npm run schemas)',
    (name) => {
      expect(before[name]).toEqual(JSON.parse(JSON.stringify(now[name] ?? 'nothing')));
    },
  );

  it('contain one schema for each version of each event, and each has samples', () => {
    const versions = Object.keys(before)
      .filter(isSchema)
      .map((file) => file.slice(0, -'.json'.length));
    expect(versions.sort()).toEqual(EVENT_CLASSES.map(nameOf).sort());
    expect([...new Set(samples().map(([version]) => version))].sort()).toEqual(versions);
  });
});

/** A second version of an event, added as events/README.md describes. */
class RowsPersistedLater extends FileEvent {
  static readonly source = 'customer-files.persistence';
  static readonly detailType = 'CustomerRowsPersisted';

  @IsInt() @Min(2) @Max(2) override version = 2;
  @IsInt() @Min(1) part!: number;
}

describe('the schema of a class', () => {
  it('has the docstrings of the class as descriptions, also inherited ones', () => {
    const { description, properties } = schemaOf(
      EVENT_CLASSES.find(({ detailType }) => detailType === 'CustomerFileRefused')!,
    );
    expect(description).toBe(
      'A file is not processed any further. ' +
        'Ingestion refuses a file before its rows are read, validation also while it reads them.',
    );
    expect(properties!.hint!.description).toBe(
      'What to do about it, in words for a person; contains no customer data.',
    );
    expect(properties!.version!.description).toMatch(/^Version of the event's schema/);
    expect(properties!.asOf).not.toHaveProperty('description');
  });

  it('does not require a property that has a default in the class', () => {
    const { FeedSettings } = schemaOf(
      EVENT_CLASSES.find(({ detailType }) => detailType === 'CustomerFileReceived')!,
    ).definitions!;
    expect(FeedSettings).toMatchObject({
      required: [],
      properties: { timeZone: { default: 'UTC' }, maxRejects: { default: null } },
    });
  });

  it('has its own name and version for a later version of the event', () => {
    expect(nameOf(RowsPersistedLater)).toBe('CustomerRowsPersisted.v2');
    expect(schemaOf(RowsPersistedLater)).toMatchObject({
      title: 'CustomerRowsPersisted.v2',
      required: ['part', 'fileId'],
      properties: { version: { minimum: 2, maximum: 2, default: 2 } },
    });
  });
});
