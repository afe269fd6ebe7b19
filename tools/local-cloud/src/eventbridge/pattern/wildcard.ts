import { PatternInvalid, textOf, type ValueTest } from './value-test';

/**
 * Splits a pattern at its stars; a backslash escapes a star or a backslash. The positions in AWS's messages count the
 * quote before the text.
 */
function piecesOf(pattern: string): string[] {
  const pieces = [''];
  for (let i = 0; i < pattern.length; i++) {
    const [character, next] = [pattern[i]!, pattern[i + 1]];
    if (character === '*' && next === '*') throw new PatternInvalid(`Consecutive wildcard characters at pos ${i + 1}`);
    if (character === '\\' && next !== '*' && next !== '\\')
      throw new PatternInvalid(`Invalid escape character at pos ${i + 1}`);
    if (character === '*') pieces.push('');
    else if (character === '\\') pieces[pieces.length - 1] += pattern[++i]!;
    else pieces[pieces.length - 1] += character;
  }
  return pieces;
}

/** Whether a text consists of the pieces in order, with any text between them. */
function containsInOrder(text: string, pieces: readonly string[]): boolean {
  const [first, last] = [pieces[0]!, pieces.at(-1)!];
  if (pieces.length === 1) return text === first;
  const end = text.length - last.length;
  if (!text.startsWith(first) || !text.endsWith(last) || first.length > end) return false;
  let at = first.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, at);
    if (found === -1 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  return true;
}

/** `wildcard`: `*` stands for any text. Accepts every such pattern; AWS also refuses those that are too complex. */
export function wildcard(argument: unknown): ValueTest {
  const pieces = piecesOf(textOf('wildcard', argument));
  return (value) => typeof value === 'string' && containsInOrder(value, pieces);
}
