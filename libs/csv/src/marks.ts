import { isBlankOrEnd } from './blanks';
import { MAX_RECORD_BYTES } from './record-view';

const CTRL_Z = 0x1a;
/** U+FEFF in UTF-8. */
const MARK = [0xef, 0xbb, 0xbf] as const;

/** The first line by which Excel names the delimiter, also as a spreadsheet saves it again. */
const SEPARATOR_LINE = /^"?sep=(.)"?[,;|\s]*$/i;

/** The delimiter that a line `sep=X` names, or null where the line is none. */
export function namedDelimiter(line: string): string | null {
  return SEPARATOR_LINE.exec(line)?.[1] ?? null;
}

/** Whether a record that begins with this byte may begin with U+FEFF or be Ctrl-Z. */
export function mayBeMark(first: number): boolean {
  return first === MARK[0] || first === CTRL_Z;
}

/** The position behind U+FEFF at the beginning of a record: files that were put together have it inside. */
export function behindMarks(bytes: Buffer, at: number): number {
  let behind = at;
  while (MARK.every((byte, i) => bytes[behind + i] === byte)) behind += MARK.length;
  return behind;
}

/** Whether these bytes, the last that have arrived, are the beginning of U+FEFF. */
export function isHalfMark(bytes: Buffer, at: number): boolean {
  const rest = bytes.length - at;
  return rest > 0 && rest < MARK.length && MARK.slice(0, rest).every((byte, i) => bytes[at + i] === byte);
}

/**
 * Finds Ctrl-Z with nothing but blanks and line ends behind it, as old programs end a text; at most as many bytes as a
 * record may have.
 */
export class EndOfText {
  /** A byte that is text: before it, no text ends. Kept, so that no byte is looked at twice. */
  private text = -1;

  constructor(private readonly bytes: Buffer) {}

  isAt(at: number): boolean {
    const { bytes } = this;
    if (bytes[at] !== CTRL_Z || at < this.text || bytes.length - at > MAX_RECORD_BYTES) return false;
    let behind = at;
    while (behind < bytes.length && (bytes[behind] === CTRL_Z || isBlankOrEnd(bytes[behind]!))) behind++;
    this.text = behind;
    return behind === bytes.length;
  }
}
