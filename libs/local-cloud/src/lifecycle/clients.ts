import type { ServerResponse } from 'node:http';
import type { Happening } from '../happenings';

const HEARTBEAT_MS = 5000;

/**
 * Who is attached to the embedded cloud. It lives as long as somebody is: whoever starts it or finds it running holds a
 * stream open, and a client that is killed lets go of it.
 */
export class Clients {
  serving = false;
  private readonly streams = new Set<ServerResponse>();
  private readonly heartbeat = setInterval(() => this.tell({ type: 'ping' }), HEARTBEAT_MS);

  /** @param alone called when the last client has gone */
  constructor(private readonly alone: () => void) {}

  get count(): number {
    return this.streams.size;
  }

  attach(stream: ServerResponse): void {
    stream.writeHead(200, { 'content-type': 'application/x-ndjson' });
    this.streams.add(stream);
    stream.write(`${JSON.stringify({ type: 'ping' })}\n`);
    stream.once('close', () => {
      this.streams.delete(stream);
      if (this.count === 0) this.alone();
    });
  }

  readonly tell = (happening: Happening): void => {
    const line = `${JSON.stringify(happening)}\n`;
    for (const stream of this.streams) stream.write(line);
  };

  stop(): void {
    clearInterval(this.heartbeat);
    for (const stream of this.streams) stream.end();
  }
}
