/** What a header cell is matched by: its letters and digits alone, after NFKC, in lower case. */
export function headerKey(cell: string): string {
  return cell
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}
