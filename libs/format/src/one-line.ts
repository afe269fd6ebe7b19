/** Control characters, line separators, and the characters that change the direction of text. */
const CONTROLS = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]/gu;

/**
 * Text from outside as one line that is safe in a mail header, a log line or a terminal: whatever could break the line,
 * move the cursor or turn text around becomes a space, and runs of spaces one.
 */
export const oneLine = (text: string): string => text.replace(CONTROLS, ' ').replace(/ {2,}/g, ' ').trim();
