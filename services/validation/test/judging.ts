import { Readable } from 'node:stream';
import { examine } from '@customer-files/csv';
import { FeedSettings } from '@customer-files/events';
import { FileJudge } from '../src/domain/file-judge';
import { judgeContext } from '../src/domain/judge-context';
import { judgeStream } from '../src/use-cases/judge-stream';
import { type FinishedPart, PartWriter } from '../src/domain/part-writer';

/** Judges bytes by the very engine, without S3 or events. */
export async function judge(bytes: Buffer, asOf = '2026-06-30', settings = new FeedSettings()) {
  const examined = await examine(Readable.from([bytes]), settings);
  if (examined.kind === 'refused')
    return { refusal: examined.code, counts: null, failures: {}, rejects: '', parts: [] };
  const parts: FinishedPart[] = [];
  const rejects: string[] = [];
  const writer = new PartWriter(new Uint8Array(16), (part) => parts.push(part));
  const judge = new FileJudge(
    {
      ...examined,
      context: judgeContext(asOf, settings),
      maxRows: settings.maxRows,
      key: new Uint8Array(16),
      bytes: bytes.length,
    },
    {
      acceptedPlain: (...cells) => writer.writePlain(...cells),
      accepted: (row) => writer.write(row),
      rejected: (line) => rejects.push(line),
    },
  );
  await judgeStream(Readable.from([bytes]), { ...examined, settings }, judge, () => Promise.resolve());
  writer.finish();
  return { refusal: null, counts: judge.counts, failures: judge.failures, rejects: rejects.join(''), parts };
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
