import { archiveArn, busArn, nameOf, replayArn } from '../../account';
import { AwsError } from '../../aws-error';
import type { Archive } from '../archive/archive';
import type { EventBridge } from '../event-bridge';
import { constraint, nameFrom, needed, notValid, seconds, timeFrom } from './invalid';

interface Input {
  ReplayName?: string;
  Description?: string;
  EventSourceArn?: string;
  EventStartTime?: number;
  EventEndTime?: number;
  Destination?: { Arn?: string; FilterArns?: string[] };
}

const BUS_ARN = /^arn:aws[a-z-]*:events:[a-z0-9-]+:\d{12}:event-bus\//;
const MAX_DESCRIPTION = 512;

function archiveOf(bridge: EventBridge, arn: string): Archive {
  const archive = bridge.archives.get(nameOf(arn));
  if (!archive || archiveArn(archive.settings.name) !== arn)
    throw notValid('EventSourceArn', `Archive ${nameOf(arn)} does not exist.`);
  return archive;
}

/** Archived events can be replayed only to their own bus. */
function checkDestination(bridge: EventBridge, archive: Archive, arn: string): void {
  if (!BUS_ARN.test(arn)) throw notValid('Destination.Arn', 'Must contain an event bus ARN.');
  bridge.busOf(arn);
  if (busArn(archive.settings.bus) !== arn)
    throw notValid('Destination.Arn', 'Cross event bus replay is not permitted.');
}

/** Unlike AWS, refuses rules that do not exist: a replay without any target is a mistake of the caller. */
function checkRules(bridge: EventBridge, bus: string, arns: readonly string[]): void {
  const unknown = arns.find((arn) => !bridge.hasRule(bus, arn));
  if (unknown !== undefined)
    throw new AwsError('ResourceNotFoundException', `Rule ${nameOf(unknown)} does not exist on EventBus ${bus}.`);
}

function windowOf({ EventStartTime, EventEndTime }: Input): { from: Date; to: Date } {
  const from = timeFrom('eventStartTime', EventStartTime);
  const to = timeFrom('eventEndTime', EventEndTime);
  if (from >= to) throw notValid('EventEndTime', 'EventStartTime must be before EventEndTime.');
  return { from, to };
}

function descriptionOf(description: string | undefined): string | undefined {
  if (description === undefined || description.length <= MAX_DESCRIPTION) return description;
  throw constraint('description', `'${description}'`, `have length less than or equal to ${MAX_DESCRIPTION}`);
}

/**
 * StartReplay.
 *
 * @throws AwsError ValidationException for an invalid parameter, ResourceNotFoundException for a bus or rule that does
 * not exist, and the errors of `Replays.start`
 */
export function startReplay(bridge: EventBridge, input: Input): object {
  const name = nameFrom('replayName', input.ReplayName);
  const sourceArn = needed('eventSourceArn', input.EventSourceArn);
  const { Arn, FilterArns = [] } = needed('destination', input.Destination);
  const destinationArn = needed('destination.arn', Arn);
  const archive = archiveOf(bridge, sourceArn);
  checkDestination(bridge, archive, destinationArn);
  checkRules(bridge, archive.settings.bus, FilterArns);
  const replay = bridge.replays.start(
    {
      name,
      description: descriptionOf(input.Description),
      archiveArn: sourceArn,
      ...windowOf(input),
      busArn: destinationArn,
      ruleArns: FilterArns.length > 0 ? FilterArns : undefined,
    },
    archive,
  );
  return { ReplayArn: replayArn(name), State: replay.state, ReplayStartTime: seconds(replay.started) };
}
