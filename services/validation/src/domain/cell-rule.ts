import type { JudgeContext } from './judge-context';

/** What is wrong with a cell or a row: a code of the README's table, and a message for whoever mends the file. */
export interface Fault {
  code: string;
  message: string;
}

/** The value as it is stored, or what is wrong. */
export type Judged<Value> = { value: Value; fault?: undefined } | { fault: Fault };

/** Says that bytes are not plain: the cell has to be judged as text. */
export const NOT_PLAIN = -1;

/**
 * The rule of one column. `judge` is the rule. `plain` is its fast half: it recognises the commonest forms of a valid
 * cell on the bytes themselves, and may shrug at anything, but must never accept what `judge` would not.
 */
export interface CellRule<Value> {
  /** The code for an empty cell; null where the column may be empty. */
  required: string | null;
  /** @param text trimmed, not empty */
  judge(text: string, context: JudgeContext): Judged<Value>;
  /**
   * @param bytes `[from, to)` is the cell: UTF-8, trimmed, not empty; beyond ASCII it is not plain
   * @returns {@link NOT_PLAIN}, or a number from 0 that means what the column's part writer says
   */
  plain(bytes: Buffer, from: number, to: number, context: JudgeContext): number;
}

export function fault(code: string, message: string): { fault: Fault } {
  return { fault: { code, message } };
}
