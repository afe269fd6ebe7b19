import { FileFault } from './file-fault';
import { CUSTOMERS, EXPORT, UNPACK } from './hints';

/** What is read. */
const CUSTOMER_FILE = /\.csv(?:\.gz)?$/i;
/** Uploads that are not complete yet, and what programs hide. */
const LEFT_ALONE = /(?:^|\/)(?:\.|~\$)[^/]*$|\.(?:tmp|part|filepart|crdownload)$|\/$/i;

const RENAME = 'If it holds CSV, rename it so that its name ends in .csv, and send it again.';

/** What to do about a file, by the end of its name. */
const HINTS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(['xlsx', 'xlsm', 'xlsb', 'xls', 'ods', 'numbers'].map((end) => [end, `A workbook? ${EXPORT}`])),
  ...Object.fromEntries(['zip', 'tar', 'tgz', '7z', 'rar'].map((end) => [end, `An archive? ${UNPACK}`])),
  ...Object.fromEntries(['txt', 'tsv', 'tab', 'dat', 'text'].map((end) => [end, RENAME])),
  gz: 'If it holds CSV that is compressed with gzip, rename it so that its name ends in .csv.gz, and send it again.',
  ...Object.fromEntries(['pdf', 'json', 'xml', 'html', 'htm'].map((end) => [end, CUSTOMERS])),
};

/** Whether nobody means the object as a file: a folder, a hidden name, an upload under way. @param key of the object */
export function isLeftAlone(key: string): boolean {
  return LEFT_ALONE.test(key);
}

/**
 * `FILE_NOT_CSV` where a name does not end in `.csv` or `.csv.gz`, in any case; or null.
 *
 * @param key of the object, or name of the file
 */
export function nameFault(key: string): FileFault | null {
  if (CUSTOMER_FILE.test(key)) return null;
  const [, end] = /\.([a-z0-9]{1,8})$/i.exec(key) ?? [];
  const hint = end && HINTS[end.toLowerCase()];
  return new FileFault(
    'FILE_NOT_CSV',
    hint
      ? `The name of the file ends in .${end!.toLowerCase()}. What is read are files whose names end in .csv or .csv.gz.`
      : 'The name of the file ends neither in .csv nor in .csv.gz.',
    hint || RENAME,
  );
}
