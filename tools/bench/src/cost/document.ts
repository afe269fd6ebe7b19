const BEGIN = '<!-- counted: written by npm run bench -- --only cost -->';
const END = '<!-- counted: end -->';

/** The document with other tables between its markers; the words around them are left as they are. Throws where the markers are not there. */
export function withTables(document: string, tables: string): string {
  const [from, to] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`the document has no place for the tables, from ${BEGIN} to ${END}`);
  return `${document.slice(0, from + BEGIN.length)}\n\n${tables}\n\n${document.slice(to)}`;
}
