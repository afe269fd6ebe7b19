const WIDTH = 76;

/** Text in lines that a plain e-mail can have. */
export function wrap(text: string): string {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1)!;
    if (last !== '' && last.length + 1 + word.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.join('\n');
}

/** What an e-mail says that may have been sent before. */
export const REPEATED_TEXT =
  'You may have had this e-mail before: an earlier attempt ended before it could note that it was sent.';
