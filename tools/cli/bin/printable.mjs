// What comes from outside (keys, file names, messages, errors) must not move the cursor, hide text or turn it around.

/** Control characters but the line feed, line separators, and the characters that change the direction of text. */
const CONTROLS = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029](?<!\n)/gu;

/** @param {string} text of several lines @returns {string} the same for a terminal, without control characters */
export const printable = (text) => text.replace(CONTROLS, ' ');

/** @param {unknown} value @returns {string} JSON of the same value, of printable characters; it ends with a line feed */
export const printableJson = (value) =>
  `${JSON.stringify(value, null, 2).replace(CONTROLS, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;

/** @param {unknown} error @returns {string} what it says, for a terminal */
export const errorText = (error) => `${printable(error instanceof Error ? error.message : String(error))}\n`;
