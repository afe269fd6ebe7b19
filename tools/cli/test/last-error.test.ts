import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lastError } from '../src/last-error';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'last-error-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const error = (message: string): string =>
  JSON.stringify({ level: 'ERROR', message: 'a message failed', error: { name: 'Error', message } });
const info = (message: string): string => JSON.stringify({ level: 'INFO', message });

function lastErrorOf(...lines: string[]): string | null {
  const log = join(folder, 'function.log');
  writeFileSync(log, lines.map((line) => `${line}\n`).join(''));
  return lastError(log);
}

describe('the last error of a log', () => {
  it('finds the message of the last error in a log', () => {
    expect(lastErrorOf(error('first'), info('x'), error('bad password'), info('y'))).toBe('bad password');
  });

  it('finds null in a log without an error', () => {
    expect(lastErrorOf()).toBe(null);
    expect(lastErrorOf(info('error'), '{"level":"ERROR"}', '{"level":"ERROR","error":{}}')).toBe(null);
  });

  const NO_LOG = ['null', '"text"', '17', '[]', '{"level":"ERR', 'Error: printed by a library', '    at file.js:1'];
  it.each(NO_LOG)('finds an error among lines that are not JSON logs: %s', (line) => {
    expect(lastErrorOf(line, error('found'), line)).toBe('found');
  });

  it('finds an error at the end of a long log, and reads no more than the end', () => {
    const long = Array.from({ length: 3000 }, (_, i) => info(`ä😀 ${i} of many`));
    expect(lastErrorOf(...long, error('at the end: ä😀'))).toBe('at the end: ä😀');
    expect(lastErrorOf(error('long ago'), ...long)).toBe(null);
  });
});
