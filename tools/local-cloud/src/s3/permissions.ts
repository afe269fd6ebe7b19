import type { RequestContext } from '../iam/conditions';
import { AccessDenied } from '../iam/access-denied';
import { sourceOf } from './actions/copy-object';
import type { S3Context } from './context';
import { S3Error } from './errors';
import { header, type S3Request } from './request';

/** A permission that an operation asks for. */
interface Permission {
  action: string;
  resource: string;
  context?: RequestContext;
}

/** The permissions that an operation asks for, of a request. */
export type Permissions = (request: S3Request) => Permission[];

const bucketArn = (bucket: string): string => `arn:aws:s3:::${bucket}`;
const objectArn = (bucket: string, key: string): string => `${bucketArn(bucket)}/${key}`;

const onObject = (action: string, { bucket, key }: Pick<S3Request, 'bucket' | 'key'>): Permission => ({
  action,
  resource: objectArn(bucket, key),
});

/** HeadBucket asks for the same permission as a listing. */
export const listing: Permissions = (request) => [onBucket('s3:ListBucket', request)];
export const listingVersions: Permissions = (request) => [onBucket('s3:ListBucketVersions', request)];
export const deletingBucket: Permissions = (request) => [onBucket('s3:DeleteBucket', request)];

function onBucket(action: string, { bucket, query }: S3Request): Permission {
  const keys = { 's3:prefix': query.get('prefix'), 's3:delimiter': query.get('delimiter') };
  const context = Object.fromEntries(Object.entries(keys).flatMap(([key, value]) => (value ? [[key, value]] : [])));
  return { action, resource: bucketArn(bucket), context };
}

/** A version is read by a permission of its own. */
export const reading: Permissions = (request) => [
  onObject(request.query.get('versionId') === null ? 's3:GetObject' : 's3:GetObjectVersion', request),
];

/** A write with If-Match says whether an object has an ETag, so it asks for the permission to read it as well. */
export const writing: Permissions = (request) => [
  onObject('s3:PutObject', request),
  ...(header(request, 'if-match') === undefined ? [] : [onObject('s3:GetObject', request)]),
  ...copying(request),
];

const copying: Permissions = (request) => {
  if (header(request, 'x-amz-copy-source') === undefined) return [];
  const source = sourceOf(request);
  return [onObject(source.versionId === null ? 's3:GetObject' : 's3:GetObjectVersion', source)];
};

export const uploading: Permissions = (request) => [onObject('s3:PutObject', request)];

export const aborting: Permissions = (request) => [onObject('s3:AbortMultipartUpload', request)];

/** The removal of a version asks for a permission of its own. */
const deletionOf = (bucket: string, key: string, versionId: string | null | undefined): Permission =>
  onObject(versionId === null || versionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion', {
    bucket,
    key,
  });

export const deleting: Permissions = ({ bucket, key, query }) => [deletionOf(bucket, key, query.get('versionId'))];

/** DeleteObjects decides about each key by itself. */
export const nothingYet: Permissions = () => [];

function ask({ authorize }: S3Context, { message }: S3Request, { action, resource, context = {} }: Permission): void {
  try {
    authorize(message, action, resource, context);
  } catch (error) {
    if (!(error instanceof AccessDenied)) throw error;
    const { user, reason } = error;
    throw new S3Error('AccessDenied', {
      message: `User: ${user} is not authorized to perform: ${action} on resource: "${resource}" ${reason}`,
    });
  }
}

/** @throws S3Error NoSuchBucket, or AccessDenied */
export function authorizeOperation(context: S3Context, request: S3Request, permissions: Permissions): void {
  context.store.bucket(request.bucket);
  for (const permission of permissions(request)) ask(context, request, permission);
}

/** @throws S3Error AccessDenied for a key of DeleteObjects */
export function authorizeDeletion(
  context: S3Context,
  request: S3Request,
  key: string,
  versionId: string | undefined,
): void {
  ask(context, request, deletionOf(request.bucket, key, versionId));
}

/**
 * Returns the error of a read that found nothing: that there is no such key is told to those who may list the bucket alone.
 *
 * @throws S3Error AccessDenied to all others
 */
export function authorizeNotFound(context: S3Context, request: S3Request, { code }: S3Error): void {
  if (code !== 'NoSuchKey' && code !== 'NoSuchVersion') return;
  if (request.method !== 'GET' && request.method !== 'HEAD') return;
  // The guide names ListBucket for both; answers about versions depend on ListBucketVersions.
  const actions = code === 'NoSuchKey' ? ['s3:ListBucket'] : ['s3:ListBucket', 's3:ListBucketVersions'];
  for (const action of actions) ask(context, request, { action, resource: bucketArn(request.bucket) });
}
