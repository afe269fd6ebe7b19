import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { asyncApi } from '../schemas/async-api';
import { PUBLISHED } from './schema-check';

interface Reference {
  $ref: string;
}
interface Operation {
  action: 'send' | 'receive';
  channel: Reference;
  messages: Reference[];
}
interface Document {
  asyncapi: string;
  info: { title: string; version: string };
  channels: { bus: { address: string; parameters: object; messages: Record<string, Reference> } };
  operations: Record<string, Operation>;
  components: { messages: Record<string, { headers: { properties: { source: { enum: string[] } } } }> };
}

const document = JSON.parse(JSON.stringify(asyncApi())) as Document;

/** Every reference in the document. */
const references = (value: unknown): string[] =>
  value === null || typeof value !== 'object'
    ? []
    : Object.entries(value).flatMap(([key, inner]) => (key === '$ref' ? [inner as string] : references(inner)));

const found = (pointer: string): unknown =>
  pointer
    .slice('#/'.length)
    .split('/')
    .reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], document);

/** The names of the events of an operation, without versions. */
const eventsOf = (operation: string): string[] => [
  ...new Set(
    document.operations[operation]!.messages.map(
      ({ $ref }) => /^#\/channels\/bus\/messages\/(\w+)\.v\d+$/.exec($ref)![1]!,
    ),
  ),
];

describe('the AsyncAPI document', () => {
  it('has version 3.0.0 of AsyncAPI and one channel, the bus of a stage', () => {
    expect(document).toMatchObject({ asyncapi: '3.0.0', info: { title: 'Customer files', version: '1.0.0' } });
    expect(Object.keys(document.channels)).toEqual(['bus']);
    expect(document.channels.bus).toMatchObject({ address: 'customer-files-{stage}', parameters: { stage: {} } });
  });

  it.each([...new Set(references(document))])('has a target for the reference %s', (reference) => {
    expect(reference.startsWith('#/') ? found(reference) : existsSync(join(PUBLISHED, reference))).toBeTruthy();
  });

  it.each<[string, string[]]>([
    ['ingestion.send', ['CustomerFileReceived', 'CustomerFileRefused']],
    ['validation.receive', ['CustomerFileReceived']],
    ['validation.send', ['CustomerFileRefused', 'CustomerFileValidated', 'CustomerRowsValidated']],
    ['persistence.receive', ['CustomerFileProcessed', 'CustomerRowsValidated']],
    ['persistence.send', ['CustomerFileWithdrawn', 'CustomerRowsPersisted']],
    [
      'notification.receive',
      [
        'CustomerFileReceived',
        'CustomerFileRefused',
        'CustomerFileValidated',
        'CustomerFileWithdrawn',
        'CustomerRowsPersisted',
      ],
    ],
    ['notification.send', ['CustomerFileProcessed']],
  ])('lists the events of the operation %s', (operation, events) => {
    expect(eventsOf(operation)).toEqual(events);
    expect(document.operations[operation]).toMatchObject({
      action: operation.split('.')[1],
      channel: { $ref: '#/channels/bus' },
    });
  });

  it('has no other operation of these services: ingestion consumes events of S3 only', () => {
    const ofTheseServices = /^(ingestion|validation|persistence|notification)\./;
    expect(Object.keys(document.operations).filter((name) => ofTheseServices.test(name))).toHaveLength(7);
  });

  it('lists both publishers of CustomerFileRefused', () => {
    const { source } = document.components.messages['CustomerFileRefused.v1']!.headers.properties;
    expect(source.enum).toEqual(['customer-files.ingestion', 'customer-files.validation']);
  });
});
