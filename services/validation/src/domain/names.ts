const MAX_NAME = 120;

/** File name of a customer file without its folders and its ending, fit to be part of a key. */
function baseName(key: string): string {
  const name = key.slice(key.lastIndexOf('/') + 1).replace(/\.csv(?:\.gz)?$/i, '');
  return [...name.replace(/\p{C}/gu, '_')].slice(0, MAX_NAME).join('');
}

/** File name of the rejects of a customer file. */
export function rejectsName(source: string): string {
  return `${baseName(source)}.rejects.csv`;
}

/** Where the rejects of a file are kept. */
export function rejectsKey(prefix: string, fileId: string, sourceKey: string): string {
  return `${prefix}${fileId}/${rejectsName(sourceKey)}`;
}

/** Where a part is kept; the same on every attempt. */
export function partKey(fileId: string, part: number): string {
  return `parts/${fileId}/${String(part).padStart(6, '0')}.copy`;
}

/** Where the result of a finished judgement is kept. */
export function resultKey(fileId: string): string {
  return `results/${fileId}.json`;
}

/** Is there once all of a result has been published. */
export function publishedKey(fileId: string): string {
  return `results/${fileId}.published`;
}

/** The 16 bytes that a file's id writes as a UUID. */
export function fileIdBytes(fileId: string): Uint8Array {
  return Buffer.from(fileId.replaceAll('-', ''), 'hex');
}
