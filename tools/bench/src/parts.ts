import { createReadStream } from 'node:fs';
import { examine } from '@customer-files/csv';
import { FeedSettings } from '@customer-files/events';
import { PartWriter } from '@customer-files/part-format';
import {
  type AcceptedRows,
  type FileToValidate,
  type RejectedRows,
  RowValidator,
} from '../../../services/validation/src/domain/row-validator';
import { validateStream } from '../../../services/validation/src/use-cases/read-and-validate';
import { AS_OF } from './generate';

/** The id of a file that no event is about. */
const FILE_ID = Buffer.from('00000000000080008000000000000000', 'hex');

/** Examines a file as ingestion does. @throws Error where it would be refused */
export async function examined(file: string, bytes: number): Promise<FileToValidate> {
  const settings = new FeedSettings();
  const found = await examine(createReadStream(file), settings);
  if (found.kind === 'refused') throw new Error(`${file} would be refused: ${found.message}`);
  return { ...found, asOf: AS_OF, settings, id: FILE_ID, bytes };
}

const nothing = (): void => undefined;

/** Drops accepted rows, and rejected ones. */
export const NO_PARTS: AcceptedRows = { writeFast: nothing, write: nothing };
export const NO_REJECTS: RejectedRows = { add: nothing };

/** Writes parts. @param onPart takes each part; its bytes are reused after that */
export function partWriter(onPart: (bytes: Buffer) => void): PartWriter {
  return new PartWriter(FILE_ID, ({ bytes, release }) => {
    onPart(bytes);
    release();
  });
}

/** The parts of a file, as validation would store them. */
export async function partsOf(file: string, bytes: number): Promise<Buffer[]> {
  const toValidate = await examined(file, bytes);
  const parts: Buffer[] = [];
  const writer = partWriter((part) => parts.push(Buffer.from(part)));
  const validator = new RowValidator(toValidate, writer, NO_REJECTS);
  await validateStream(createReadStream(file), toValidate, validator, () => Promise.resolve());
  writer.finish();
  return parts;
}
