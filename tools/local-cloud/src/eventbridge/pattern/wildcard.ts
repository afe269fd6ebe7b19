import type { Test } from './json';
import { PatternInvalid } from './pattern-invalid';
import { textOf } from './text';

/** The texts between the stars; a backslash escapes a star or a backslash. AWS counts positions from the quote before the text. */
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

/** Whether the pieces stand in the text one after the other, the first at its beginning and the last at its end. */
function standIn(text: string, pieces: readonly string[]): boolean {
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

/** `*` stands for any text. Every pattern of this form is taken; AWS also refuses those that it finds too complex. */
export function wildcard(argument: unknown): Test {
  const pieces = piecesOf(textOf('wildcard', argument));
  return (value) => typeof value === 'string' && standIn(value, pieces);
}
