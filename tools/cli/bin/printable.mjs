// What comes from outside (keys, file names, messages, errors) must not move the cursor, hide text or turn it around.

/** Control characters but the line feed, line separators, and the characters that change the direction of text. */
const CONTROLS = /[\p{Cc}\u202a-\u202e\u2066-\u2069\u2028\u2029](?<!\n)/gu;

/**
 * Characters that show nothing, with which two texts look alike, but for those within emoji: as in `oneLine` of libs/format,
 * which this file cannot import before it is compiled.
 */
const INVISIBLE = /(?!(?<=\p{ExtPict})\ufe0f|(?<=[\p{ExtPict}\p{EMod}\ufe0f])\u200d(?=\p{ExtPict}))\p{DI}/gu;

/** @param {string} character @returns {string} its escapes in JSON */
const escaped = (character) =>
  [...Array(character.length).keys()]
    .map((i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`)
    .join('');

/** @param {string} text of several lines @returns {string} the same for a terminal, without control characters */
export const printable = (text) => text.replace(CONTROLS, ' ').replace(INVISIBLE, '\ufffd');

/** @param {unknown} value @returns {string} JSON of the same value, of printable characters; it ends with a line feed */
export const printableJson = (value) =>
  `${JSON.stringify(value, null, 2).replace(CONTROLS, escaped).replace(INVISIBLE, escaped)}\n`;

/** @param {unknown} error @returns {string} what it says, for a terminal */
export const errorText = (error) => `${printable(error instanceof Error ? error.message : String(error))}\n`;
