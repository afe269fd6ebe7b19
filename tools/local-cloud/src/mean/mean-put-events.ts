import { AwsError } from '../aws-error';
import { putEvents } from '../eventbridge/actions/put-events';
import type { Answer, Entry } from '../eventbridge/actions/put-entry';
import type { EventBridge } from '../eventbridge/event-bridge';
import type { Fate } from './fate';

type Answered = Awaited<ReturnType<typeof putEvents>>;

const FAILURES = [
  new AwsError('InternalFailure', 'The request failed.', 500),
  new AwsError('ThrottlingException', 'Rate exceeded.'),
] as const;

const failure = (fate: Fate): AwsError => FAILURES[fate.below(FAILURES.length)]!;

function refusal(fate: Fate): Answer {
  const { code, message } = failure(fate);
  return { ErrorCode: code, ErrorMessage: message };
}

/** PutEvents that refuses some entries, or the whole call, or has lost the answer when everything was taken. */
export function meanPutEvents(fate: Fate): typeof putEvents {
  return async (bridge: EventBridge, { Entries = [] }: { Entries?: Entry[] }, now: Date): Promise<Answered> => {
    if (fate.strikes('callRefused')) throw failure(fate);
    const refused = Entries.map(() => (fate.strikes('entryRefused') ? refusal(fate) : null));
    const taken = Entries.filter((_, i) => !refused[i]);
    const answers = refused.includes(null) ? (await putEvents(bridge, { Entries: taken }, now)).Entries : [];
    if (fate.strikes('answerLost')) throw failure(fate);
    const all = refused.map((answer) => answer ?? answers.shift()!);
    return { FailedEntryCount: all.filter((answer) => 'ErrorCode' in answer).length, Entries: all };
  };
}
