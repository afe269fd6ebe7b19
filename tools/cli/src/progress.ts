import type { FileProgress } from './file-progress';
import { formatCount, formatNumber, oneLine } from '@customer-files/format';

const REDRAW_MS = 100;
const LINE_MS = 2000;

/** The line that shows the current step; empty to show none. */
export type Show = () => string;

/** Shows progress on standard error: one line, redrawn on a terminal, else printed every two seconds when it has changed. */
export class Progress {
  private readonly started = Date.now();
  private readonly timer: NodeJS.Timeout;
  private show: Show = () => '';
  private last = '';

  constructor(private readonly terminal = process.stderr.isTTY) {
    this.timer = setInterval(() => this.draw(), terminal ? REDRAW_MS : LINE_MS).unref();
  }

  /** Shows another step from now on. */
  step(show: Show): void {
    this.show = show;
    if (this.terminal) this.draw();
  }

  /** Prints a line that is not overwritten. */
  say(line: string): void {
    this.clear();
    process.stderr.write(`${oneLine(line)}\n`);
  }

  end(): void {
    clearInterval(this.timer);
    this.clear();
  }

  private draw(): void {
    const line = oneLine(this.show());
    if (line === '' || (!this.terminal && line === this.last)) return;
    this.last = line;
    const seconds = ((Date.now() - this.started) / 1000).toFixed(1);
    if (this.terminal)
      process.stderr.write(`\r\x1b[2K${`${seconds.padStart(5)} s  ${line}`.slice(0, process.stderr.columns - 1)}`);
    else process.stderr.write(`${line}\n`);
  }

  private clear(): void {
    if (this.terminal) process.stderr.write('\r\x1b[2K');
  }
}

/** The progress of a file in one line, with the rate of loaded rows since `from` (milliseconds). */
export function fileLine(file: string, { stage, validated, loaded }: FileProgress, from: number): string {
  if (stage === 'arrived') return `${file}: put into S3, waiting to be received`;
  if (stage === 'received') return `${file}: received, being validated`;
  const rate = Math.round(loaded / Math.max(0.001, (Date.now() - from) / 1000));
  const done = stage === 'validated' ? 'validated, ' : '';
  return `${file}: ${done}${formatCount(validated, 'row')} accepted, ${formatNumber(loaded)} loaded, ${formatNumber(rate)} rows/s`;
}
