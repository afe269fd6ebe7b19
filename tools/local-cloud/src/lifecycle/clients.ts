import type { ServerResponse } from 'node:http';
import type { Happening } from '../happenings';

const HEARTBEAT_MS = 5000;

/** The header that tells a client its number when it attaches. */
export const CLIENT_NUMBER = 'x-local-cloud-client';

/**
 * Who is attached to the embedded cloud. It lives as long as somebody is: whoever starts it or finds it running holds a
 * stream open, and a client that is killed lets go of it.
 */
export class Clients {
  serving = false;
  private readonly streams = new Map<number, ServerResponse>();
  private last = 0;
  private readonly heartbeat = setInterval(() => this.tell({ type: 'ping' }), HEARTBEAT_MS);

  /** @param alone called when the last client has gone */
  constructor(private readonly alone: () => void) {}

  get count(): number {
    return this.streams.size;
  }

  attach(stream: ServerResponse): void {
    const number = ++this.last;
    stream.writeHead(200, { 'content-type': 'application/x-ndjson', [CLIENT_NUMBER]: String(number) });
    this.streams.set(number, stream);
    stream.write(`${JSON.stringify({ type: 'ping' })}\n`);
    stream.once('close', () => this.leave(number));
  }

  /** Counts a client no more, whose stream may still be open. Returns how many are left. */
  leave(number: number): number {
    if (this.streams.delete(number) && this.count === 0) this.alone();
    return this.count;
  }

  readonly tell = (happening: Happening): void => {
    const line = `${JSON.stringify(happening)}\n`;
    for (const stream of this.streams.values()) stream.write(line);
  };

  stop(): void {
    clearInterval(this.heartbeat);
    for (const stream of this.streams.values()) stream.end();
  }
}
