import { S3Error } from './errors';

const MAX_KEYS = 1000;

/**
 * The size of a page.
 *
 * @param text the parameter `max-keys`
 * @throws S3Error InvalidArgument
 */
export function limitOf(text: string | null): number {
  if (text === null) return MAX_KEYS;
  if (!/^\d{1,9}$/.test(text))
    throw new S3Error('InvalidArgument', { details: { ArgumentName: 'max-keys', ArgumentValue: text } });
  return Math.min(Number(text), MAX_KEYS);
}

/** Encodes keys as the parameter `encoding-type` asks for it. */
export function encoder(query: URLSearchParams): (key: string) => string {
  if (query.get('encoding-type') !== 'url') return (key) => key;
  return (key) => encodeURIComponent(key).replaceAll('%2F', '/');
}
