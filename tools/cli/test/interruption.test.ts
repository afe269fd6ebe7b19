import { Interrupted, INTERRUPTED, interruption } from '../src/interruption';
import type { Progress } from '../src/progress';

const before = (['SIGINT', 'SIGTERM'] as const).map((signal) => [signal, process.listeners(signal)] as const);

let said: string[];
let exits: number[];
let interrupted: Promise<never>;

beforeEach(() => {
  jest.useFakeTimers();
  said = [];
  exits = [];
  interrupted = interruption({ say: (line: string) => void said.push(line) } as Progress, (status) =>
    exits.push(status),
  );
});

afterEach(() => {
  jest.useRealTimers();
  for (const [signal, others] of before)
    for (const listener of process.listeners(signal)) if (!others.includes(listener)) process.off(signal, listener);
});

describe('Ctrl-C', () => {
  it('Ctrl-C interrupts the run and says so, once for all signals that one press sends', async () => {
    for (let i = 0; i < 3; i++) process.emit('SIGINT');
    await expect(interrupted).rejects.toBeInstanceOf(Interrupted);
    expect(said).toEqual(['stopping; Ctrl-C again does not wait for the embedded cloud']);
    expect(exits).toEqual([]);
  });

  it('Ctrl-C a second time ends the program at once, and says what becomes of the embedded cloud', async () => {
    process.emit('SIGINT');
    jest.advanceTimersByTime(1000);
    process.emit('SIGINT');
    await expect(interrupted).rejects.toBeInstanceOf(Interrupted);
    expect(said[1]).toBe('stopped; the embedded cloud shuts down by itself, and the next start waits for it');
    expect(exits).toEqual([INTERRUPTED]);
  });
});
