/** Control characters, line separators, and the characters that change the direction of text. */
const CONTROLS = /[\p{Cc}\u202a-\u202e\u2066-\u2069\u2028\u2029]/gu;

/**
 * Characters that show nothing, with which two texts look alike. Emoji keep what belongs to them: the selector of their
 * presentation, and the joiner between two of them.
 */
const INVISIBLE = /(?!(?<=\p{ExtPict})\ufe0f|(?<=[\p{ExtPict}\p{EMod}\ufe0f])\u200d(?=\p{ExtPict}))\p{DI}/gu;

/**
 * Text from outside as one line that is safe in a mail header, a log line or a terminal: whatever could break the line,
 * move the cursor or turn text around becomes a space, and runs of spaces one. A character that shows nothing becomes
 * U+FFFD, which is seen.
 */
export const oneLine = (text: string): string =>
  text.replace(CONTROLS, ' ').replace(INVISIBLE, '\ufffd').replace(/ {2,}/g, ' ').trim();
