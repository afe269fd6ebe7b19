import { S3ServiceException } from '@aws-sdk/client-s3';

function answer(error: unknown): { status: number; code: string } {
  return error instanceof S3ServiceException
    ? { status: error.$metadata.httpStatusCode ?? 0, code: error.name }
    : { status: 0, code: '' };
}

/** 404: no object has this key or version. A missing bucket is a fault of the deployment and stays an error. */
export function isNotFound(error: unknown): boolean {
  const { status, code } = answer(error);
  return status === 404 && code !== 'NoSuchBucket';
}

/** 412: the precondition (`If-Match`, `If-None-Match`) failed. */
export function isPreconditionFailed(error: unknown): boolean {
  return answer(error).status === 412;
}

/** 409: a conditional write met another write to the same key; S3 asks the client to try again. */
export function isWriteConflict(error: unknown): boolean {
  return answer(error).status === 409;
}

/**
 * The referenced object cannot be read any more: not found, replaced, or its version is a delete marker (405). Access
 * denied (403) is another error, which a retry may cure: the functions' roles may list their buckets, so S3 answers 404
 * for a missing object.
 */
export function isReferenceStale(error: unknown): boolean {
  return isNotFound(error) || isPreconditionFailed(error) || answer(error).status === 405;
}
