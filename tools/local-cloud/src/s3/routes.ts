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
import {
  aborting,
  deleting,
  deletingBucket,
  listing,
  listingVersions,
  nothingYet,
  type Permissions,
  reading,
  uploading,
  writing,
} from './permissions';
import type { Reply } from './reply';
import { header, type S3Request } from './request';

/** Answers a request. */
type Action = (context: S3Context, request: S3Request) => Promise<Reply>;

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

/** What an operation does, and what the caller must be permitted to do. */
interface Operation {
  run: Action;
  needs: Permissions;
}

/** Operations by method, level and subresources in alphabetical order. */
const OPERATIONS: Record<string, Operation> = {
  'HEAD bucket': { run: headBucket, needs: listing },
  'DELETE bucket': { run: deleteBucket, needs: deletingBucket },
  'GET bucket': { run: listObjectsV2, needs: listing },
  'GET bucket versions': { run: listObjectVersions, needs: listingVersions },
  'POST bucket delete': { run: deleteObjects, needs: nothingYet },
  'GET object': { run: getObject, needs: reading },
  'HEAD object': { run: headObject, needs: reading },
  'PUT object': {
    run: (context, request) =>
      (header(request, 'x-amz-copy-source') === undefined ? putObject : copyObject)(context, request),
    needs: writing,
  },
  'DELETE object': { run: deleteObject, needs: deleting },
  'POST object uploads': { run: createMultipartUpload, needs: uploading },
  'PUT object partNumber uploadId': { run: uploadPart, needs: uploading },
  'POST object uploadId': { run: completeMultipartUpload, needs: writing },
  'DELETE object uploadId': { run: abortMultipartUpload, needs: aborting },
};

/**
 * Finds the operation of a request.
 *
 * @throws S3Error NotImplemented, with the method, the level and the subresources of the request
 */
export function operationOf(request: S3Request): Operation {
  const level = request.key ? 'object' : request.bucket ? 'bucket' : 'service';
  const subresources = [...request.query.keys()].filter((name) => SUBRESOURCES.has(name)).sort();
  const name = [request.method, level, ...subresources].join(' ');
  const copiesPart = name === 'PUT object partNumber uploadId' && header(request, 'x-amz-copy-source') !== undefined;
  const listsOld = name === 'GET bucket' && request.query.get('list-type') !== '2';
  const operation = OPERATIONS[name];
  if (operation && !copiesPart && !listsOld) return operation;
  const asked = copiesPart ? 'UploadPartCopy' : listsOld ? 'ListObjects (version 1)' : name;
  throw new S3Error('NotImplemented', { message: `${asked} is not an operation that the embedded S3 knows.` });
}
