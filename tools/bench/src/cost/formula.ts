import type { UsageCounts } from '@customer-files/local-cloud';
import { combine } from './arithmetic';

/** What makes the counts grow. */
export interface Size {
  files: number;
  parts: number;
  rows: number;
}

/** What was counted for so much. */
export interface Counted {
  size: Size;
  usage: UsageCounts;
}

type Driver = keyof Size;

/**
 * By which two things a count grows; the first that fits. Requests, events and messages come with files and parts, but the
 * bytes of a file are sent, read and validated by the row, and a part is loaded by the part and by the row.
 */
const DRIVERS: readonly [place: RegExp, drivers: readonly [Driver, Driver]][] = [
  [/^s3 \S+\/(incoming|Curoupt_Records) /, ['files', 'rows']],
  [/^s3 .* bytes(In|Out)$/, ['files', 'rows']],
  [/^lambda \S*-validate m|^lambda \S*-validate processorM/, ['files', 'rows']],
  [/^lambda \S*-persist m|^lambda \S*-persist processorM/, ['parts', 'rows']],
  [/./, ['files', 'parts']],
];

const driversOf = (place: string): readonly [Driver, Driver] => DRIVERS.find(([pattern]) => pattern.test(place))![1];

/**
 * The counts for any size from those of two: each is so much by one of its drivers, and so much by the other. It gives the
 * counts of the two again.
 */
export function formulaOf(small: Counted, large: Counted): (size: Size) => UsageCounts {
  return (size) =>
    combine([small.usage, large.usage], ([few, many], place) => {
      const [one, other] = driversOf(place);
      const [a, b, c, d] = [small.size[one], small.size[other], large.size[one], large.size[other]];
      const determinant = a * d - b * c;
      if (determinant === 0)
        throw new Error(`${place} cannot be derived from ${one} and ${other}: the two sizes are alike`);
      const byOne = (few! * d - many! * b) / determinant;
      const byOther = (many! * a - few! * c) / determinant;
      return byOne * size[one] + byOther * size[other];
    });
}
