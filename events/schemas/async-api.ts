import { EVENT_CLASSES, type EventClass, nameOf } from './event-classes';
import { schemaOf } from './schema-of';
import { type Service, services } from './services';

const ref = (...path: string[]): { $ref: string } => ({ $ref: `#/${path.join('/')}` });

/**
 * EventBridge carries source and detail type beside the detail, and rules match on them. AsyncAPI calls such fields
 * headers.
 */
function headersOf({ source, detailType }: EventClass): object {
  return {
    type: 'object',
    properties: {
      source: { type: 'string', enum: [source].flat() },
      'detail-type': { type: 'string', const: detailType },
    },
    required: ['source', 'detail-type'],
  };
}

function messageOf(eventClass: EventClass): object {
  const { title, description } = schemaOf(eventClass);
  return {
    name: eventClass.detailType,
    title,
    summary: description,
    contentType: 'application/json',
    correlationId: ref('components', 'correlationIds', 'file'),
    headers: headersOf(eventClass),
    payload: {
      schemaFormat: 'application/schema+json;version=draft-07',
      schema: { $ref: `./${nameOf(eventClass)}.json` },
    },
  };
}

const versionsOf = (names: readonly string[]): string[] =>
  EVENT_CLASSES.filter(({ detailType }) => names.includes(detailType)).map(nameOf);

function operationsOf({ name, sends, receives }: Service): [string, object][] {
  const operation = (action: 'send' | 'receive', names: string[]): [string, object][] =>
    names.length === 0
      ? []
      : [
          [
            `${name}.${action}`,
            {
              action,
              channel: ref('channels', 'bus'),
              messages: versionsOf(names).map((version) => ref('channels', 'bus', 'messages', version)),
            },
          ],
        ];
  return [...operation('send', sends), ...operation('receive', receives)];
}

/** The events on the bus, their publishers and their consumers, as an AsyncAPI document. */
export function asyncApi(): object {
  const names = EVENT_CLASSES.map(nameOf);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Customer files',
      version: '1.0.0',
      description: 'Events of the customer-files services: the details of EventBridge events.',
    },
    defaultContentType: 'application/json',
    channels: {
      bus: {
        address: 'customer-files-{stage}',
        description:
          'The EventBridge bus. Every consumer has its own rule, queue and dead-letter queue. ' +
          'The archive keeps all events for 90 days.',
        parameters: { stage: { description: 'The stage that the stacks are deployed for.', default: 'dev' } },
        messages: Object.fromEntries(names.map((name) => [name, ref('components', 'messages', name)])),
      },
    },
    operations: Object.fromEntries(services().flatMap(operationsOf)),
    components: {
      correlationIds: {
        file: { description: 'The file that the event is about.', location: '$message.payload#/fileId' },
      },
      messages: Object.fromEntries(EVENT_CLASSES.map((eventClass) => [nameOf(eventClass), messageOf(eventClass)])),
    },
  };
}
