import { cutToBytes } from '@customer-files/format';

/** Limits of a name without its ending: characters, and bytes. File systems take 255 bytes with every ending. */
const MAX_NAME = 120;
const MAX_NAME_BYTES = 200;

/** Characters that a file name on a machine, a link or a line of a log cannot have: controls, line separators, backslashes. */
const UNFIT = /[\p{C}\p{Zl}\p{Zp}\\]/gu;

/** File name of a customer file without its folders and its ending, fit to be part of a key. */
function baseName(key: string): string {
  const name = key.slice(key.lastIndexOf('/') + 1).replace(/\.csv(?:\.gz)?$/i, '');
  return cutToBytes([...name.replace(UNFIT, '_')].slice(0, MAX_NAME).join(''), MAX_NAME_BYTES);
}

/** The end of the name of a rejects file. `check` numbers those of a resubmission. */
const REJECTS = /\.rejects(?:-\d+)?$/i;

/** File name of the rejects of a customer file. A resubmission, which has such a name itself, gets no second ending. */
export function rejectsName(source: string): string {
  return `${baseName(source).replace(REJECTS, '')}.rejects.csv`;
}

/** Key of the rejects of a file. */
export function rejectsKey(prefix: string, fileId: string, sourceKey: string): string {
  return `${prefix}${fileId}/${rejectsName(sourceKey)}`;
}

/** Key of a part; the same on every attempt. */
export function partKey(fileId: string, part: number): string {
  return `parts/${fileId}/${String(part).padStart(6, '0')}.copy`;
}

/** Key of the result of a finished validation. */
export function resultKey(fileId: string): string {
  return `results/${fileId}.json`;
}

/** Key of the marker that all events of a result have been published. */
export function publishedKey(fileId: string): string {
  return `results/${fileId}.published`;
}

/** The 16 bytes that a file's id, a UUID, stands for. */
export function fileIdBytes(fileId: string): Uint8Array {
  return Buffer.from(fileId.replaceAll('-', ''), 'hex');
}
