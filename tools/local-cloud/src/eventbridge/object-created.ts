import { randomUUID } from 'node:crypto';
import { ACCOUNT, REGION } from '../account';
import type { EventEnvelope } from '../local-cloud-event';
import type { ObjectCreated } from '../s3/server';

/** Returns S3's "Object Created" event. Its key is not URL-encoded. */
export function objectCreated({
  bucket,
  key,
  size,
  etag,
  versionId,
  sequencer,
  reason,
  time,
}: ObjectCreated): EventEnvelope {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Object Created',
    source: 'aws.s3',
    account: ACCOUNT,
    time: time.toISOString().replace(/\.\d{3}Z$/, 'Z'),
    region: REGION,
    resources: [`arn:aws:s3:::${bucket}`],
    detail: {
      version: '0',
      bucket: { name: bucket },
      object: { key, size, etag, ...(versionId ? { 'version-id': versionId } : {}), sequencer },
      'request-id': randomUUID(),
      requester: ACCOUNT,
      'source-ip-address': '127.0.0.1',
      reason,
    },
  };
}
