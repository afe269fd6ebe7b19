import { S3Error } from './errors';
import type { S3Request } from './request';

/** The time of a presigned address, `20260630T120000Z`. */
function signedAt(text: string): number {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? [];
  return Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
}

/** Refuses a presigned address that has run out. Signatures themselves are not verified: there are no secrets here. */
export function checkExpiry({ query }: S3Request, now: Date): void {
  const seconds = query.get('X-Amz-Expires');
  if (seconds === null) return;
  const until = signedAt(query.get('X-Amz-Date') ?? '') + Number(seconds) * 1000;
  if (!(now.getTime() <= until)) throw new S3Error('AccessDenied', { message: 'Request has expired' });
}
