import { receiveXml } from '../body/receive';
import type { S3Context } from '../context';
import { deleteKey } from '../deletion';
import { S3Error } from '../errors';
import { authorizeDeletion } from '../permissions';
import { xmlReply, type Reply } from '../reply';
import type { S3Request } from '../request';
import { xmlElements, xmlRoot, xmlText, type XmlNode } from '../xml';

const MAX_KEYS = 1000;

interface Target {
  key: string;
  versionId: string | undefined;
  etag: string | undefined;
}

function targetsOf(xml: string): Target[] {
  const targets = xmlElements(xml, 'Object').map((one) => ({
    key: xmlText(one, 'Key') ?? '',
    versionId: xmlText(one, 'VersionId'),
    etag: xmlText(one, 'ETag'),
  }));
  if (targets.length === 0 || targets.length > MAX_KEYS || targets.some(({ key }) => key === ''))
    throw new S3Error('MalformedXML');
  return targets;
}

/** DeleteObjects: deletes up to 1000 keys, and answers a result for each. */
export async function deleteObjects(context: S3Context, request: S3Request): Promise<Reply> {
  const { store, onError } = context;
  const bucket = store.bucket(request.bucket);
  const xml = xmlRoot(await receiveXml(request, 'body'), 'Delete');
  const deleted: XmlNode[] = [];
  const errors: XmlNode[] = [];
  for (const { key, versionId, etag } of targetsOf(xml)) {
    try {
      authorizeDeletion(context, request, key, versionId);
      const done = await deleteKey(store, bucket, key, { versionId: versionId ?? null, etag });
      deleted.push({
        Key: key,
        VersionId: versionId,
        DeleteMarker: done.isMarker || undefined,
        DeleteMarkerVersionId: done.isMarker ? (done.versionId ?? undefined) : undefined,
      });
    } catch (error) {
      if (!(error instanceof S3Error)) onError(error);
      const { code, message } = error instanceof S3Error ? error : new S3Error('InternalError');
      errors.push({ Key: key, VersionId: versionId, Code: code, Message: message });
    }
  }
  return xmlReply('DeleteResult', { Deleted: xmlText(xml, 'Quiet') === 'true' ? [] : deleted, Error: errors });
}
