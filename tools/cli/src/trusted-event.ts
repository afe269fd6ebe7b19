import {
  CustomerFileProcessed,
  CustomerFileReceived,
  CustomerFileRefused,
  CustomerFileValidated,
  CustomerRowsPersisted,
  CustomerRowsValidated,
  eventFaults,
  type StoredObject,
} from '@customer-files/events';
import type { LocalCloudEvent } from '@customer-files/local-cloud';
import { plainToInstance } from 'class-transformer';
import { landingBucketOf, STAGE, workBucketOf } from './local-deployment';

const EVENTS = [
  CustomerFileReceived,
  CustomerFileRefused,
  CustomerRowsValidated,
  CustomerFileValidated,
  CustomerRowsPersisted,
  CustomerFileProcessed,
] as const;

/** An event that a service of this stage has published. */
export type TrustedEvent = InstanceType<(typeof EVENTS)[number]>;

/** The reports and parts that an event names. */
function reportsOf(event: TrustedEvent): (StoredObject | null)[] {
  if (event instanceof CustomerFileProcessed) return [event.rejects, ...event.conflicts];
  if (event instanceof CustomerRowsPersisted) return [event.conflicts];
  if (event instanceof CustomerRowsValidated) return [event.accepted];
  return event instanceof CustomerFileReceived ? [] : [event.rejects];
}

function namesOwnObjects(event: TrustedEvent, account: string): boolean {
  const isOfTheFeed = !('object' in event) || event.object.bucket === landingBucketOf(account);
  return isOfTheFeed && reportsOf(event).every((object) => object === null || object.bucket === workBucketOf(account));
}

/**
 * Makes an instance of an event that the embedded cloud reports. Returns null for anything that is not an event of the
 * services of this stage: of another bus or source, not valid, or with objects of other buckets. File ids and keys of
 * events become paths on this machine, and anyone with a key can publish.
 */
export function trustedEvent({
  bus,
  event: { account, source, 'detail-type': type, detail },
}: Extract<LocalCloudEvent, { type: 'event' }>): TrustedEvent | null {
  const eventClass = EVENTS.find(({ detailType }) => detailType === type);
  if (bus !== `customer-files-${STAGE}` || !eventClass || ![eventClass.source].flat().includes(source)) return null;
  const event = plainToInstance(eventClass as new () => TrustedEvent, detail);
  return eventFaults(event).length === 0 && namesOwnObjects(event, account) ? event : null;
}
