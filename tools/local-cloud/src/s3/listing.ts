import type { SortedKeys } from './storage/sorted-keys';

/** Where a page of a listing starts: after a key, or after all keys with a common prefix. */
export interface ListingStart {
  after: string;
  skipPrefix: boolean;
}

/** One page of a listing. */
interface Page {
  keys: string[];
  /** In listing order. */
  prefixes: string[];
  /** Where the next page starts; null at the end. */
  next: ListingStart | null;
}

/** Encodes a start as a continuation token. */
export function tokenOf(start: ListingStart): string {
  return Buffer.from(JSON.stringify([start.after, start.skipPrefix])).toString('base64url');
}

/** Decodes a continuation token. Returns null for an invalid one. */
export function startOf(token: string): ListingStart | null {
  try {
    const [after, skipPrefix] = JSON.parse(Buffer.from(token, 'base64url').toString('utf8')) as unknown[];
    return typeof after === 'string' && typeof skipPrefix === 'boolean' ? { after, skipPrefix } : null;
  } catch {
    return null;
  }
}

function commonPrefix(key: string, prefix: string, delimiter: string): string | null {
  if (delimiter === '') return null;
  const end = key.indexOf(delimiter, prefix.length);
  return end < 0 ? null : key.slice(0, end + delimiter.length);
}

function isBehind(key: string, start: ListingStart): boolean {
  return start.skipPrefix ? !key.startsWith(start.after) : key !== start.after;
}

/** Returns the page of at most `limit` keys and common prefixes that begins at `start`. */
export function pageOf(
  sorted: SortedKeys,
  options: { prefix: string; delimiter: string; limit: number; start: ListingStart | null },
): Page {
  const { prefix, delimiter, limit, start } = options;
  const page: Page = { keys: [], prefixes: [], next: null };
  if (limit === 0) return page;
  let last: ListingStart | null = null;
  const first = Math.max(sorted.lowerBound(prefix), start ? sorted.lowerBound(start.after) : 0);
  for (let position = first, key = sorted.at(first); key?.startsWith(prefix); key = sorted.at(++position)) {
    if (start && !isBehind(key, start)) continue;
    const group = commonPrefix(key, prefix, delimiter);
    if (group !== null && group === page.prefixes.at(-1)) continue;
    if (page.keys.length + page.prefixes.length === limit) return { ...page, next: last };
    if (group === null) page.keys.push(key);
    else page.prefixes.push(group);
    last = { after: group ?? key, skipPrefix: group !== null };
  }
  return page;
}
