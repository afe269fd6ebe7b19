/**
 * The beginning of a text that takes at most so many bytes of UTF-8, without half a character. File systems and S3 limit
 * names by bytes.
 */
export function cutToBytes(text: string, most: number): string {
  let bytes = 0;
  let end = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > most) break;
    end += character.length;
  }
  return text.slice(0, end);
}
