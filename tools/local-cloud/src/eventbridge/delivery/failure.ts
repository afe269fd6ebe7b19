import { AwsError } from '../../aws-error';

/** Why a target did not take an event. */
export interface Failure {
  /** As EventBridge writes it in a dead letter. */
  code: string;
  message: string;
  /** Whether it may go better another time: a queue that is not there, or that refuses the message, stays so. */
  retriable: boolean;
}

function codeOf({ code, status }: AwsError): [code: string, retriable: boolean] {
  if (/QueueDoesNotExist|NonExistentQueue/.test(code)) return ['NO_RESOURCE', false];
  if (code.includes('AccessDenied')) return ['NO_PERMISSIONS', false];
  if (status === 429 || code.includes('Throttl')) return ['THROTTLING', true];
  return status >= 500 ? ['ERROR_FROM_TARGET', true] : ['INVALID_PARAMETER', false];
}

/** Judges what sending to a queue threw. */
export function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  const [code, retriable] = error instanceof AwsError ? codeOf(error) : ['SDK_CLIENT_ERROR', true];
  return { code, message, retriable };
}
