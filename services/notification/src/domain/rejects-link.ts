import type { StoredObject } from '@customer-files/events';

/**
 * The object's page in the S3 console, which asks for a login; a presigned link would be open access to customer data.
 */
const consolePage = (region: string): string =>
  `https://${region}.console.aws.amazon.com/s3/object/{bucket}?region=${region}&prefix={key}`;

/**
 * The address of an object by a template with {bucket}, {key}, {fileId} and {name}; each value is encoded for an
 * address.
 */
export function linkTo(object: StoredObject, fileId: string, region: string, template?: string): string {
  const values: Record<string, string> = {
    bucket: object.bucket,
    key: object.key.split('/').map(encodeURIComponent).join('/'),
    fileId,
    name: encodeURIComponent(object.key.slice(object.key.lastIndexOf('/') + 1)),
  };
  return (template ?? consolePage(region)).replace(/\{(bucket|key|fileId|name)\}/g, (_, name: string) => values[name]!);
}
