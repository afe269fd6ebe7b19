import { AwsError } from '../aws-error';
import { putEvents } from '../eventbridge/actions/put-events';
import type { Answer, Entry } from '../eventbridge/actions/put-entry';
import type { EventBridge } from '../eventbridge/event-bridge';
import type { FaultInjector } from './fault-injector';

type Answered = Awaited<ReturnType<typeof putEvents>>;

const FAILURES = [
  new AwsError('InternalFailure', 'The request failed.', 500),
  new AwsError('ThrottlingException', 'Rate exceeded.'),
] as const;

const failure = (faults: FaultInjector): AwsError => FAILURES[faults.below(FAILURES.length)]!;

function refusal(faults: FaultInjector): Answer {
  const { code, message } = failure(faults);
  return { ErrorCode: code, ErrorMessage: message };
}

/** PutEvents that rejects some entries or the whole call, or fails after it has accepted everything. */
export function faultyPutEvents(faults: FaultInjector): typeof putEvents {
  return async (bridge: EventBridge, { Entries = [] }: { Entries?: Entry[] }, now: Date): Promise<Answered> => {
    if (faults.shouldInject('callRefused')) throw failure(faults);
    const refused = Entries.map(() => (faults.shouldInject('entryRefused') ? refusal(faults) : null));
    const accepted = Entries.filter((_, i) => !refused[i]);
    const answers = refused.includes(null) ? (await putEvents(bridge, { Entries: accepted }, now)).Entries : [];
    if (faults.shouldInject('answerLost')) throw failure(faults);
    const all = refused.map((answer) => answer ?? answers.shift()!);
    return { FailedEntryCount: all.filter((answer) => 'ErrorCode' in answer).length, Entries: all };
  };
}
