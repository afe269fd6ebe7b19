import { archiveArn, busArn, nameOf, replayArn } from '../account';
import type { RequestContext } from '../iam/conditions';
import type { Entry } from './actions/put-entry';

/** A permission that an action asks for. */
interface Permission {
  resource: string;
  context?: RequestContext;
}

/**
 * PutEvents is one request to each bus that its entries name. The condition keys have the values of all these entries: one
 * entry that may not be published refuses the call.
 */
function publishing({ Entries = [] }: { Entries?: Entry[] }): Permission[] {
  const byBus = Map.groupBy(Entries, ({ EventBusName }) => busArn(nameOf(EventBusName ?? 'default')));
  return [...byBus].map(([resource, entries]) => ({
    resource,
    context: Object.fromEntries(
      Object.entries({
        'events:source': entries.flatMap(({ Source }) => Source ?? []),
        'events:detail-type': entries.flatMap(({ DetailType }) => DetailType ?? []),
      }).filter(([, values]) => values.length > 0),
    ),
  }));
}

const onReplay = ({ ReplayName = '' }: { ReplayName?: string }): Permission[] => [{ resource: replayArn(ReplayName) }];

const PERMISSIONS: Record<string, (input: object) => Permission[]> = {
  PutEvents: publishing,
  StartReplay: ({ EventSourceArn = '' }: { EventSourceArn?: string }) => [{ resource: EventSourceArn }],
  DescribeReplay: onReplay,
  CancelReplay: onReplay,
  DescribeArchive: ({ ArchiveName = '' }: { ArchiveName?: string }) => [{ resource: archiveArn(ArchiveName) }],
};

/** Returns what the caller of an action of EventBridge must be permitted to do. */
export const eventPermissions = (action: string, input: object): Permission[] =>
  Object.hasOwn(PERMISSIONS, action) ? PERMISSIONS[action]!(input) : [];
