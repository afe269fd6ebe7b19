/** What the API calls the settings of a bucket, by subresource. */
const OF_BUCKET: Record<string, string> = {
  accelerate: 'BucketAccelerateConfiguration',
  acl: 'BucketAcl',
  analytics: 'BucketAnalyticsConfiguration',
  cors: 'BucketCors',
  encryption: 'BucketEncryption',
  'intelligent-tiering': 'BucketIntelligentTieringConfiguration',
  inventory: 'BucketInventoryConfiguration',
  lifecycle: 'BucketLifecycleConfiguration',
  location: 'BucketLocation',
  logging: 'BucketLogging',
  metrics: 'BucketMetricsConfiguration',
  notification: 'BucketNotificationConfiguration',
  'object-lock': 'ObjectLockConfiguration',
  ownershipControls: 'BucketOwnershipControls',
  policy: 'BucketPolicy',
  policyStatus: 'BucketPolicyStatus',
  publicAccessBlock: 'PublicAccessBlock',
  replication: 'BucketReplication',
  requestPayment: 'BucketRequestPayment',
  tagging: 'BucketTagging',
  versioning: 'BucketVersioning',
  website: 'BucketWebsite',
};

/** The same of an object. */
const OF_OBJECT: Record<string, string> = {
  acl: 'ObjectAcl',
  attributes: 'ObjectAttributes',
  'legal-hold': 'ObjectLegalHold',
  retention: 'ObjectRetention',
  tagging: 'ObjectTagging',
  torrent: 'ObjectTorrent',
};

const VERBS: Record<string, string> = { GET: 'Get', PUT: 'Put', DELETE: 'Delete' };

/** Operations whose names do not follow from the request. */
const OTHERS: Record<string, string> = {
  'PUT bucket': 'CreateBucket',
  'DELETE bucket': 'DeleteBucket',
  'POST bucket': 'PostObject',
  'DELETE bucket lifecycle': 'DeleteBucketLifecycle',
  'GET bucket session': 'CreateSession',
  'GET bucket uploads': 'ListMultipartUploads',
  'GET bucket versions': 'ListObjectVersions',
  'GET object partNumber': 'GetObject with partNumber',
  'HEAD object partNumber': 'HeadObject with partNumber',
  'GET object uploadId': 'ListParts',
  'POST object restore': 'RestoreObject',
  'POST object select': 'SelectObjectContent',
};

/** What the API of S3 calls a request such as `GET bucket versioning`, or the request itself where it calls it nothing. */
export function apiActionOf(name: string): string {
  const [method = '', level, subresource = '', ...more] = name.split(' ');
  const verb = VERBS[method];
  const setting = (level === 'bucket' ? OF_BUCKET : OF_OBJECT)[subresource];
  return OTHERS[name] ?? (verb && setting && more.length === 0 ? `${verb}${setting}` : name);
}
