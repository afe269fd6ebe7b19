import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { busPublisher, type Publish } from '@customer-files/event-bus';
import type { AccountReport, CloudHandle, CloudJson, LocalCloudEvent } from '@customer-files/local-cloud';
import { publisherTag } from '../../../../services/conventions/services.cjs';
import { clientOf, STAGE } from '../../../cli/src/local-deployment';

/** Returns a role of a service that may publish as the service: the bus refuses the developer, as every other caller. */
async function publishingRole(cloud: CloudHandle, service: string): Promise<string> {
  const { Key, Value } = publisherTag(service, STAGE);
  const { roles } = await cloud.local<AccountReport>('policies');
  const found = roles.find(({ tags }) => tags[Key] === Value);
  if (!found) throw new Error(`no role publishes as ${service}`);
  return found.name;
}

/** Publishes in the name of a service, with an access key of one of its roles. */
export async function publisher(cloud: CloudHandle, service: string): Promise<Publish> {
  const role = await publishingRole(cloud, service);
  const credentials = await cloud.local<CloudJson['credentials']>('assumeRole', { role });
  const client = new EventBridgeClient({ ...clientOf(cloud.endpoints.control, cloud.endpoints), credentials });
  return busPublisher({ busName: `customer-files-${STAGE}`, source: `customer-files.${service}`, client });
}

/** The detail of an event of a type about a file, or null. */
export function detailOf(event: LocalCloudEvent, type: string, fileId: string | null): Record<string, unknown> | null {
  if (event.type !== 'event' || event.event['detail-type'] !== type) return null;
  const { detail } = event.event;
  return fileId === null || detail.fileId === fileId ? detail : null;
}
