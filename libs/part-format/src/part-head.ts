import { columnsOf, CURRENT_VERSION, type PartColumn } from './versions';

const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');
const EXTENSION_LENGTH_AT = SIGNATURE.length + 4;
const EXTENSION_AT = EXTENSION_LENGTH_AT + 4;
const VERSION_AT = EXTENSION_AT + 16;
const FIELDS_AT = VERSION_AT + 2;

/** The extension of version 1 holds the range of ids alone; later ones add the version and the number of fields. */
const EXTENSION_BYTES_OF_VERSION_1 = VERSION_AT - EXTENSION_AT;
const EXTENSION_BYTES = FIELDS_AT + 2 - EXTENSION_AT;

/** Bytes before the first row of a part of the current version. */
export const HEAD_BYTES = EXTENSION_AT + EXTENSION_BYTES;

/** Which part an error is about. */
export interface PartName {
  fileId: string;
  /** From 1. */
  part: number;
}

/** What the head of a part says. */
export interface PartHead {
  version: number;
  /** Bytes before the first row. */
  bytes: number;
  /** What each row carries, in order. */
  columns: readonly PartColumn[];
  /** Every customer_id of the part is between these two. */
  lowestId: bigint;
  highestId: bigint;
}

/** An object is not a part as validation writes it. Nothing of it is loaded. */
export class PartUnreadable extends Error {
  override readonly name = 'PartUnreadable';
  readonly code = 'PART_UNREADABLE';
  readonly fileId: string;
  readonly part: number;

  constructor({ fileId, part }: PartName) {
    super(`part ${part} of file ${fileId} is not a part as validation writes it`);
    this.fileId = fileId;
    this.part = part;
  }
}

/** A part was written by a newer validation than this code knows. Nothing of it is loaded. */
export class PartVersionUnknown extends Error {
  override readonly name = 'PartVersionUnknown';
  readonly code = 'PART_VERSION_UNKNOWN';
  readonly fileId: string;
  readonly part: number;

  constructor(
    { fileId, part }: PartName,
    readonly version: number,
  ) {
    super(
      `part ${part} of file ${fileId} has version ${version} of the part format, and versions 1 to ${CURRENT_VERSION} are known here; ` +
        'deploy persistence before validation, then send the dead letter again',
    );
    this.fileId = fileId;
    this.part = part;
  }
}

/** Writes the head of a part of the current version; the range of ids is written when it is known. */
export function writeHead(bytes: Buffer): void {
  SIGNATURE.copy(bytes);
  bytes.writeInt32BE(0, SIGNATURE.length);
  bytes.writeInt32BE(EXTENSION_BYTES, EXTENSION_LENGTH_AT);
  bytes.writeInt16BE(CURRENT_VERSION, VERSION_AT);
  bytes.writeInt16BE(columnsOf(CURRENT_VERSION)!.length, FIELDS_AT);
}

/** Writes the range of ids into the head of a part. */
export function writeIdRange(bytes: Buffer, lowestId: bigint, highestId: bigint): void {
  bytes.writeBigInt64BE(lowestId, EXTENSION_AT);
  bytes.writeBigInt64BE(highestId, EXTENSION_AT + 8);
}

/**
 * Reads the head of a part of any version.
 *
 * @param bytes the first bytes of the part: more than {@link HEAD_BYTES}, or the whole part
 * @throws PartUnreadable where it is no part, PartVersionUnknown where it is one of a later version
 */
export function readHead(bytes: Buffer, name: PartName): PartHead {
  if (bytes.length <= VERSION_AT || !bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE))
    throw new PartUnreadable(name);
  const extension = bytes.readInt32BE(EXTENSION_LENGTH_AT);
  const version = versionOf(bytes, extension);
  if (version < 1) throw new PartUnreadable(name);
  const columns = columnsOf(version);
  if (!columns) throw new PartVersionUnknown(name, version);
  if (version > 1 && (extension !== EXTENSION_BYTES || bytes.readInt16BE(FIELDS_AT) !== columns.length))
    throw new PartUnreadable(name);
  return {
    version,
    bytes: EXTENSION_AT + extension,
    columns,
    lowestId: bytes.readBigInt64BE(EXTENSION_AT),
    highestId: bytes.readBigInt64BE(EXTENSION_AT + 8),
  };
}

/** 0 where it has none. */
function versionOf(bytes: Buffer, extension: number): number {
  if (extension === EXTENSION_BYTES_OF_VERSION_1) return 1;
  if (extension < EXTENSION_BYTES || bytes.length <= HEAD_BYTES) return 0;
  const version = bytes.readInt16BE(VERSION_AT);
  return version > 1 ? version : 0;
}
