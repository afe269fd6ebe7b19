import { type FeedSettings, MAX_OBJECT_BYTES, MAX_ROWS } from '@customer-files/events';

/** An S3 key has 1,024 bytes: this leaves room for a file's id, and for a name of 120 characters and its ending. */
const MAX_PREFIX_BYTES = 200;

/** Letters and digits of any language, and what has no meaning in a rule, a policy or an address. */
const SEGMENT = /^[\p{L}\p{N} _.,=!'()+@-]+$/u;

const isFolder = (prefix: string): boolean =>
  Buffer.byteLength(prefix) <= MAX_PREFIX_BYTES &&
  prefix
    .slice(0, -1)
    .split('/')
    .every((segment) => SEGMENT.test(segment) && segment !== '.' && segment !== '..');

/**
 * The limits of what can be configured for a feed, beyond what makes an event valid: the archive may have events with
 * settings from before these limits.
 *
 * @param settings valid by their class
 * @returns keys and their allowed values, one line for each key that is beyond its limit
 */
export function beyondLimits(settings: FeedSettings): string[] {
  const { dateLayouts, maxRows, maxBytes } = settings;
  const faults: string[] = [];
  // 03/04/2026 is a day in March and one in April: whichever layout comes first would decide it.
  if (dateLayouts.includes('DD/MM/YYYY') && dateLayouts.includes('MM/DD/YYYY'))
    faults.push('dateLayouts must not have both DD/MM/YYYY and MM/DD/YYYY: the day of 03/04/2026 would be guessed');
  if (maxRows > MAX_ROWS) faults.push(`maxRows must not be greater than ${MAX_ROWS}`);
  if (maxBytes > MAX_OBJECT_BYTES) faults.push(`maxBytes must not be greater than ${MAX_OBJECT_BYTES}`);
  for (const key of ['incomingPrefix', 'rejectsPrefix'] as const) {
    if (!isFolder(settings[key]))
      faults.push(
        `${key} must have at most ${MAX_PREFIX_BYTES} bytes, and folders of letters, digits, spaces and _.,=!'()+@- only`,
      );
  }
  return faults;
}
