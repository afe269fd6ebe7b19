import { abortMultipartUpload } from './actions/abort-multipart-upload';
import { completeMultipartUpload } from './actions/complete-multipart-upload';
import { copyObject } from './actions/copy-object';
import { createMultipartUpload } from './actions/create-multipart-upload';
import { deleteBucket } from './actions/delete-bucket';
import { deleteObject } from './actions/delete-object';
import { deleteObjects } from './actions/delete-objects';
import { getObject } from './actions/get-object';
import { headBucket } from './actions/head-bucket';
import { headObject } from './actions/head-object';
import { listObjectVersions } from './actions/list-object-versions';
import { listObjectsV2 } from './actions/list-objects-v2';
import { putObject } from './actions/put-object';
import { uploadPart } from './actions/upload-part';
import type { S3Context } from './context';
import { S3Error } from './errors';
import type { Reply } from './reply';
import { header, type S3Request } from './request';

/** Answers a request. */
export type Action = (context: S3Context, request: S3Request) => Promise<Reply>;

/** Query parameters that select an operation. All others are options of an operation, or part of a signature. */
const SUBRESOURCES = new Set([
  'accelerate',
  'acl',
  'analytics',
  'attributes',
  'cors',
  'delete',
  'encryption',
  'intelligent-tiering',
  'inventory',
  'legal-hold',
  'lifecycle',
  'location',
  'logging',
  'metrics',
  'notification',
  'object-lock',
  'ownershipControls',
  'partNumber',
  'policy',
  'policyStatus',
  'publicAccessBlock',
  'replication',
  'requestPayment',
  'restore',
  'retention',
  'select',
  'session',
  'tagging',
  'torrent',
  'uploadId',
  'uploads',
  'versioning',
  'versions',
  'website',
]);

/** Actions by method, level and subresources in alphabetical order. */
const ACTIONS: Record<string, Action> = {
  'HEAD bucket': headBucket,
  'DELETE bucket': deleteBucket,
  'GET bucket': listObjectsV2,
  'GET bucket versions': listObjectVersions,
  'POST bucket delete': deleteObjects,
  'GET object': getObject,
  'HEAD object': headObject,
  'PUT object': (context, request) =>
    (header(request, 'x-amz-copy-source') === undefined ? putObject : copyObject)(context, request),
  'DELETE object': deleteObject,
  'POST object uploads': createMultipartUpload,
  'PUT object partNumber uploadId': uploadPart,
  'POST object uploadId': completeMultipartUpload,
  'DELETE object uploadId': abortMultipartUpload,
};

/**
 * Finds the action of a request.
 *
 * @throws S3Error NotImplemented, with the method, the level and the subresources of the request
 */
export function actionOf(request: S3Request): Action {
  const level = request.key ? 'object' : request.bucket ? 'bucket' : 'service';
  const subresources = [...request.query.keys()].filter((name) => SUBRESOURCES.has(name)).sort();
  const name = [request.method, level, ...subresources].join(' ');
  const copiesPart = name === 'PUT object partNumber uploadId' && header(request, 'x-amz-copy-source') !== undefined;
  const listsOld = name === 'GET bucket' && request.query.get('list-type') !== '2';
  const action = ACTIONS[name];
  if (action && !copiesPart && !listsOld) return action;
  const asked = copiesPart ? 'UploadPartCopy' : listsOld ? 'ListObjects (version 1)' : name;
  throw new S3Error('NotImplemented', { message: `${asked} is not an operation that the embedded S3 knows.` });
}
