import { Readable } from 'node:stream';
import { examine } from '@customer-files/csv';
import { FeedSettings } from '@customer-files/events';
import { type FinishedPart, PartWriter } from '@customer-files/part-format';
import { RowValidator } from '../src/domain/row-validator';
import { validateStream } from '../src/use-cases/read-and-validate';

/** Validates bytes with the code of the services, without S3 or events. */
export async function validateBytes(bytes: Buffer, asOf = '2026-06-30', settings = new FeedSettings()) {
  const examined = await examine(Readable.from([bytes]), settings);
  if (examined.kind === 'refused') {
    const said = `${examined.message} ${examined.hint}`;
    return { refusal: examined.code, said, counts: null, failures: {}, rejects: '', notices: [], parts: [] };
  }
  const file = { ...examined, asOf, settings, id: new Uint8Array(16), bytes: bytes.length };
  const parts: FinishedPart[] = [];
  const lines: string[] = [];
  const writer = new PartWriter(file.id, (part) => parts.push(part));
  const validator = new RowValidator(file, writer, { add: (line) => lines.push(line) });
  await validateStream(Readable.from([bytes]), file, validator, () => Promise.resolve());
  writer.finish();
  const { counts, failures } = validator;
  const notices = [...examined.notices, ...validator.notices(null)];
  return { refusal: null, said: '', counts, failures, rejects: lines.join(''), notices, parts };
}

/** The rows of parts, as text in the order of the columns. */
export function rowsOf(parts: readonly { bytes: Buffer }[]): string[][] {
  return parts.flatMap(({ bytes }) => {
    const rows: string[][] = [];
    let at = 19 + bytes.readInt32BE(15);
    while (bytes.readInt16BE(at) !== -1) {
      const fields: (Buffer | null)[] = [];
      const count = bytes.readInt16BE(at);
      at += 2;
      for (let i = 0; i < count; i++) {
        const length = bytes.readInt32BE(at);
        at += 4;
        fields.push(length < 0 ? null : bytes.subarray(at, (at += length)));
      }
      rows.push(asText(fields));
    }
    return rows;
  });
}

function asText([id, name, email, age, born, phone, country]: (Buffer | null)[]): string[] {
  const day = new Date(Date.UTC(2000, 0, 1 + born!.readInt32BE())).toISOString().slice(0, 10);
  return [
    String(id!.readBigInt64BE()),
    String(name),
    String(email),
    String(age!.readInt16BE()),
    day,
    String(phone),
    country ? String(country) : '',
  ];
}
