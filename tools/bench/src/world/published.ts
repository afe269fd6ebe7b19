import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { busPublisher, type Publish } from '@customer-files/event-bus';
import type { CloudJson, LocalCloudEvent } from '@customer-files/local-cloud';
import { clientOf, STAGE } from '../../../cli/src/local-deployment';

/** Publishes in the name of a service. */
export function publisher(endpoints: CloudJson, service: string): Publish {
  const client = new EventBridgeClient(clientOf(endpoints.control, endpoints));
  return busPublisher({ busName: `customer-files-${STAGE}`, source: `customer-files.${service}`, client });
}

/** The detail of an event of a type about a file, or null. */
export function detailOf(event: LocalCloudEvent, type: string, fileId: string | null): Record<string, unknown> | null {
  if (event.type !== 'event' || event.event['detail-type'] !== type) return null;
  const { detail } = event.event;
  return fileId === null || detail.fileId === fileId ? detail : null;
}
