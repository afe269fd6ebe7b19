import type { Journey } from './file-progress';
import { formatNumber } from '@customer-files/format';

const REDRAW_MS = 100;
const LINE_MS = 2000;

/** What a step of the work looks like now; empty for nothing to show. */
export type Show = () => string;

/** Shows how far the work is, on standard error: a line that is redrawn on a terminal, else a line every two seconds. */
export class Progress {
  private readonly started = Date.now();
  private readonly timer: NodeJS.Timeout;
  private show: Show = () => '';
  private last = '';

  constructor(private readonly terminal = process.stderr.isTTY) {
    this.timer = setInterval(() => this.draw(), terminal ? REDRAW_MS : LINE_MS).unref();
  }

  /** From now on this is what goes on. */
  step(show: Show): void {
    this.show = show;
    if (this.terminal) this.draw();
  }

  /** Prints a line that stays. */
  say(line: string): void {
    this.clear();
    process.stderr.write(`${line}\n`);
  }

  end(): void {
    clearInterval(this.timer);
    this.clear();
  }

  private draw(): void {
    const line = this.show();
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

/** Where a file is on its way, its rows, and their rate since `from`. */
export function journeyLine(file: string, { stage, validated, loaded }: Journey, from: number): string {
  if (stage === 'arrived') return `${file}: put into S3, waiting to be received`;
  if (stage === 'received') return `${file}: received, being validated`;
  const rate = Math.round(loaded / Math.max(0.001, (Date.now() - from) / 1000));
  const done = stage === 'validated' ? 'validated, ' : '';
  return `${file}: ${done}${formatNumber(validated)} rows accepted, ${formatNumber(loaded)} loaded, ${formatNumber(rate)} rows/s`;
}
