/** The outcome at a glance: the colour of an e-mail's head. */
export type Tone = 'good' | 'mixed' | 'bad';

/** A number with its name. */
export interface Count {
  label: string;
  value: string;
}

/** A fault as one line of a chart. */
export interface FaultLine {
  label: string;
  code: string;
  count: string;
  /** The share of the file's rows. */
  share: string;
  /** The length of its bar, more than 0 and at most 1. */
  bar: number;
}

/** A piece of a section. */
export type Block =
  | { type: 'paragraph'; text: string; bold?: boolean }
  /** Small print, such as a code or the name of a queue. */
  | { type: 'detail'; text: string }
  /** A row of a table of counts. */
  | { type: 'counts'; counts: readonly Count[] }
  /** The faults of one column. */
  | { type: 'faults'; column: string; lines: readonly FaultLine[] }
  | { type: 'link'; label: string; address: string }
  | { type: 'addresses'; addresses: readonly string[] };

/** Blocks under a title. */
export interface Section {
  title: string | null;
  blocks: readonly Block[];
}

/** A label with its value, such as the id of the file. */
export interface Fact {
  label: string;
  value: string;
}

/**
 * What an e-mail reports, in its order. `html.ts` and `text.ts` render it, so both forms report the same. All strings
 * are plain text, and may come from outside.
 */
export interface EmailContent {
  subject: string;
  /** The outcome in one or few words. */
  label: string;
  tone: Tone;
  /** The outcome in one sentence. */
  headline: string;
  fileName: string;
  sections: readonly Section[];
  facts: readonly Fact[];
}

/** Says that an e-mail is possibly repeated. */
export const POSSIBLY_REPEATED: Block = {
  type: 'paragraph',
  bold: true,
  text:
    'You may have received this e-mail before: an earlier attempt was interrupted before it could record ' +
    'that the e-mail was sent.',
};

/** The file's name, without its folders. */
export const fileName = (key: string): string => key.slice(key.lastIndexOf('/') + 1);

/** The section, or nothing if it has no blocks. */
export const sectionOf = (title: string | null, blocks: readonly Block[]): Section[] =>
  blocks.length > 0 ? [{ title, blocks }] : [];
