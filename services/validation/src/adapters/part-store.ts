import type { StoredObject } from '@customer-files/events';
import type { ObjectStore } from '@customer-files/object-store';
import { type FinishedPart, rowsOfPart } from '@customer-files/part-format';
import { partKey } from '../domain/object-keys';

/**
 * An earlier attempt stored this part with other bytes: rules, settings or code changed between the two. The file goes to
 * the dead-letter queue, so that no file is a mixture of both (docs/decisions/2026-11-23-parts-and-their-format.md).
 */
export class PartChanged extends Error {
  override readonly name = 'PartChanged';
  readonly code = 'PART_CHANGED';

  constructor(
    readonly fileId: string,
    readonly part: number,
  ) {
    super(
      `part ${part} of file ${fileId} was stored with other content by an earlier attempt; if no part of the file is in ` +
        'part_ledger, delete its parts and send the event again, else send the file again as a new object',
    );
  }
}

/** A part as it is stored. */
export interface StoredPart {
  /** From 1. */
  part: number;
  rows: number;
  accepted: StoredObject;
}

/** Content of the end marker. Stored markers have this text, so it stays as it is. */
const END_MARKER = Buffer.from('no part follows\n');

const OPTIONS = { contentType: 'application/octet-stream' };

/** The parts of one file in S3. They are written once and never replaced. */
export class PartStore {
  constructor(
    private readonly store: ObjectStore,
    private readonly bucket: string,
    private readonly fileId: string,
  ) {}

  /**
   * Stores a part, or finds that an earlier attempt stored the same.
   *
   * @throws PartChanged where the stored part, or the end marker at its key, has other bytes
   */
  async put({ part, rows, bytes }: FinishedPart): Promise<StoredPart> {
    const key = partKey(this.fileId, part);
    const stored = await this.store.putIfAbsent(this.bucket, key, bytes, OPTIONS);
    if (stored) return { part, rows, accepted: stored };
    const earlier = await this.store.get(this.bucket, key);
    if (!earlier?.body.equals(bytes)) throw new PartChanged(this.fileId, part);
    return { part, rows, accepted: earlier.object };
  }

  /**
   * Writes the end marker at the key after the last part, so that no other attempt can add a part.
   *
   * @param part the number after the last part
   * @returns false where a part is stored at this number
   */
  async writeEndMarker(part: number): Promise<boolean> {
    const key = partKey(this.fileId, part);
    if (await this.store.putIfAbsent(this.bucket, key, END_MARKER, OPTIONS)) return true;
    const { body } = (await this.store.get(this.bucket, key))!;
    return body.equals(END_MARKER);
  }

  /** Writes the end marker after the parts that earlier attempts stored, from the first one without a gap, and lists them. */
  async listStoredParts(): Promise<StoredPart[]> {
    const parts: StoredPart[] = [];
    for (let part = 1; !(await this.writeEndMarker(part)); part++) {
      const { body, object } = (await this.store.get(this.bucket, partKey(this.fileId, part)))!;
      parts.push({ part, rows: rowsOfPart(body, { fileId: this.fileId, part }), accepted: object });
    }
    return parts;
  }
}
