/** A row of a part, as a test writes it. */
export interface Row {
  id: bigint;
  name: string;
  email: string;
  age: number;
  born: string;
  phone: string;
  country: string | null;
}

function field(bytes: Buffer | null): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(bytes ? bytes.length : -1);
  return bytes ? Buffer.concat([length, bytes]) : length;
}

function written(size: number, write: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.alloc(size);
  write(bytes);
  return bytes;
}

const days = (day: string): number => (Date.parse(`${day}T00:00:00Z`) - Date.UTC(2000, 0, 1)) / 86_400_000;

/** A part of version 2, whose first row stands on line 2; written from the description of the format alone. */
export function partOf(fileId: string, rows: readonly Row[]): Buffer {
  const ids = rows.map(({ id }) => id).sort((a, b) => (a < b ? -1 : 1));
  const header = Buffer.concat([
    Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'),
    written(28, (bytes) => {
      bytes.writeInt32BE(20, 4);
      bytes.writeBigInt64BE(ids[0]!, 8);
      bytes.writeBigInt64BE(ids.at(-1)!, 16);
      bytes.writeInt16BE(2, 24);
      bytes.writeInt16BE(9, 26);
    }),
  ]);
  const tuples = rows.map(({ id, name, email, age, born, phone, country }, i) =>
    Buffer.concat([
      written(2, (bytes) => bytes.writeInt16BE(9)),
      field(written(8, (bytes) => bytes.writeBigInt64BE(id))),
      field(Buffer.from(name)),
      field(Buffer.from(email)),
      field(written(2, (bytes) => bytes.writeInt16BE(age))),
      field(written(4, (bytes) => bytes.writeInt32BE(days(born)))),
      field(Buffer.from(phone)),
      field(country === null ? null : Buffer.from(country)),
      field(Buffer.from(fileId.replaceAll('-', ''), 'hex')),
      field(written(4, (bytes) => bytes.writeInt32BE(i + 2))),
    ]),
  );
  return Buffer.concat([header, ...tuples, written(2, (bytes) => bytes.writeInt16BE(-1))]);
}
