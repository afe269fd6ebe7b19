import { Writable } from 'node:stream';

/**
 * What a program writes to standard output while `work` runs, line by line. Powertools keeps `process.stdout` when an object is
 * made, so it is replaced before.
 */
export function linesWritten(work: () => void): string[] {
  const chunks: string[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk.toString('utf8'));
      done();
    },
  });
  const spy = jest.spyOn(process, 'stdout', 'get').mockReturnValue(sink as typeof process.stdout);
  try {
    work();
  } finally {
    spy.mockRestore();
  }
  return chunks.join('').split('\n').filter(Boolean);
}
