import { createReadStream } from 'node:fs';
import { examine } from '@customer-files/csv';
import { FeedSettings } from '@customer-files/events';
import { FileJudge, type FileToJudge, type Verdicts } from '../../../services/validation/src/domain/file-judge';
import { judgeContext } from '../../../services/validation/src/domain/judge-context';
import { PartWriter } from '../../../services/validation/src/domain/part-writer';
import { judgeStream } from '../../../services/validation/src/use-cases/judge-stream';
import { AS_OF } from './generate';

/** A file that no event is about: parts name it as theirs. */
const FILE_ID = Buffer.from('00000000000080008000000000000000', 'hex');

/** A file as validation is told of it, before it reads the first record. */
export interface Judgeable {
  toJudge: FileToJudge;
  settings: FeedSettings;
}

/** Looks at a file as ingestion does. Throws where it would be refused. */
export async function readable(file: string, bytes: number): Promise<Judgeable> {
  const settings = new FeedSettings();
  const examined = await examine(createReadStream(file), settings);
  if (examined.kind === 'refused') throw new Error(`${file} would be refused: ${examined.message}`);
  const { dialect, columns, width } = examined;
  return {
    toJudge: {
      dialect,
      columns,
      width,
      context: judgeContext(AS_OF, settings),
      maxRows: settings.maxRows,
      key: FILE_ID,
      bytes,
    },
    settings,
  };
}

const nothing = (): void => undefined;

/** Verdicts of which nothing becomes. */
export const NO_VERDICTS: Verdicts = { acceptedPlain: nothing, accepted: nothing, rejected: nothing };

/** Verdicts of which parts are made. @param finished is given each part; its bytes are used again after that */
export function encoding(finished: (bytes: Buffer) => void): { verdicts: Verdicts; end: () => void } {
  const writer = new PartWriter(FILE_ID, ({ bytes, release }) => {
    finished(bytes);
    release();
  });
  return {
    verdicts: {
      ...NO_VERDICTS,
      acceptedPlain: (bytes, from, to, numbers) => writer.writePlain(bytes, from, to, numbers),
      accepted: (row) => writer.write(row),
    },
    end: () => writer.finish(),
  };
}

/** The parts of a file, as validation would store them. */
export async function partsOf(file: string, bytes: number): Promise<Buffer[]> {
  const { toJudge, settings } = await readable(file, bytes);
  const parts: Buffer[] = [];
  const { verdicts, end } = encoding((part) => parts.push(Buffer.from(part)));
  await judgeStream(
    createReadStream(file),
    { dialect: toJudge.dialect, width: toJudge.width, settings },
    new FileJudge(toJudge, verdicts),
    () => Promise.resolve(),
  );
  end();
  return parts;
}
