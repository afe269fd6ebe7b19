import { AwsError } from '../../aws-error';

/** Why a target did not accept an event. */
export interface Failure {
  /** The ERROR_CODE of EventBridge's dead letters. */
  code: string;
  message: string;
  /** False if the queue does not exist or refuses the message for good. */
  retriable: boolean;
}

function codeOf({ code, status }: AwsError): [code: string, retriable: boolean] {
  if (/QueueDoesNotExist|NonExistentQueue/.test(code)) return ['NO_RESOURCE', false];
  if (code.includes('AccessDenied')) return ['NO_PERMISSIONS', false];
  if (status === 429 || code.includes('Throttl')) return ['THROTTLING', true];
  return status >= 500 ? ['ERROR_FROM_TARGET', true] : ['INVALID_PARAMETER', false];
}

/** Classifies an error of sending to a queue. */
export function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  const [code, retriable] = error instanceof AwsError ? codeOf(error) : ['SDK_CLIENT_ERROR', true];
  return { code, message, retriable };
}
