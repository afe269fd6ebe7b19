import { S3ServiceException } from '@aws-sdk/client-s3';

function answer(error: unknown): { status: number; code: string } {
  return error instanceof S3ServiceException
    ? { status: error.$metadata.httpStatusCode ?? 0, code: error.name }
    : { status: 0, code: '' };
}

/** There is no object of that name. A bucket that is not there is a fault of the deployment, and stays an error. */
export function isMissing(error: unknown): boolean {
  const { status, code } = answer(error);
  return status === 404 && code !== 'NoSuchBucket';
}

/** The object is not the one of the condition any more (or, for `If-None-Match`, it is there). */
export function isAnother(error: unknown): boolean {
  return answer(error).status === 412;
}

/** Writers raced for one key, and S3 asks for another attempt. */
export function isRace(error: unknown): boolean {
  return answer(error).status === 409;
}

/**
 * A pinned object is not there, or is not the one that was meant. Counts in a delete marker (405). A refusal (403) is an error
 * that a retry may cure: the roles may list their buckets, so of a missing object S3 says that it is missing.
 */
export function isGone(error: unknown): boolean {
  return isMissing(error) || isAnother(error) || answer(error).status === 405;
}
