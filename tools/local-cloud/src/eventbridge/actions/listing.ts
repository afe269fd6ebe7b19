import { AwsError } from '../../aws-error';
import { constraint, notValid } from './invalid';

/** What ListArchives and ListReplays both take. */
export interface ListInput {
  NamePrefix?: string;
  EventSourceArn?: string;
  State?: string;
  Limit?: number;
  NextToken?: string;
}

/** What an item of a list is found by. */
export interface Listed {
  name: string;
  eventSourceArn: string;
  state: string;
}

const MAX_LIMIT = 100;

/** Throws `ValidationException` where there is more than one filter, or a state that does not exist. */
function checkFilters(
  operation: string,
  { NamePrefix, EventSourceArn, State }: ListInput,
  states: readonly string[],
): void {
  if ([NamePrefix, EventSourceArn, State].filter((filter) => filter !== undefined).length > 1) {
    throw new AwsError(
      'ValidationException',
      `At most one filter is allowed for ${operation}. Use either : State, EventSourceArn, or NamePrefix.`,
    );
  }
  if (State !== undefined && !states.includes(State))
    throw constraint('state', `'${State}'`, `satisfy enum value set: [${states.join(', ')}]`);
}

function startOf(token: string | undefined): number {
  if (token === undefined) return 0;
  const start = Number(Buffer.from(token, 'base64url').toString());
  if (!Number.isInteger(start) || start < 1) throw notValid('NextToken', 'It is not one that was given.');
  return start;
}

/** Filters a list and gives one page of it. Throws `ValidationException`. */
export function pageOf<T extends Listed>(
  operation: string,
  items: readonly T[],
  input: ListInput,
  states: readonly string[],
): { page: T[]; NextToken?: string } {
  checkFilters(operation, input, states);
  const { NamePrefix = '', EventSourceArn, State, Limit = MAX_LIMIT, NextToken } = input;
  if (Limit < 1 || Limit > MAX_LIMIT) throw constraint('limit', `'${Limit}'`, `have value between 1 and ${MAX_LIMIT}`);
  const found = items.filter(
    ({ name, eventSourceArn, state }) =>
      name.startsWith(NamePrefix) &&
      [undefined, eventSourceArn].includes(EventSourceArn) &&
      [undefined, state].includes(State),
  );
  const start = startOf(NextToken);
  const end = start + Limit;
  return {
    page: found.slice(start, end),
    ...(end < found.length ? { NextToken: Buffer.from(String(end)).toString('base64url') } : {}),
  };
}
