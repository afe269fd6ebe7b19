import type { ServerResponse } from 'node:http';
import type { LocalCloudEvent } from '../local-cloud-event';

const HEARTBEAT_MS = 5000;

/** The response header that contains the number of a client that attaches. */
export const CLIENT_NUMBER = 'x-local-cloud-client';

/**
 * The clients of the embedded cloud. Each holds a response stream open, on which it receives events. The cloud runs as
 * long as there is a client; the stream of a client that is killed closes by itself.
 */
export class Clients {
  /** Whether a client serves, that is, waits for files. Set and read by clients. */
  serving = false;
  private readonly streams = new Map<number, ServerResponse>();
  private last = 0;
  private readonly heartbeat = setInterval(() => this.notify({ type: 'ping' }), HEARTBEAT_MS);

  /** @param onLastLeft called when the last client has left */
  constructor(private readonly onLastLeft: () => void) {}

  get count(): number {
    return this.streams.size;
  }

  /** Adds a client, which receives events on this response until either side closes it. */
  attach(stream: ServerResponse): void {
    const number = ++this.last;
    stream.writeHead(200, { 'content-type': 'application/x-ndjson', [CLIENT_NUMBER]: String(number) });
    this.streams.set(number, stream);
    stream.write(`${JSON.stringify({ type: 'ping' })}\n`);
    stream.once('close', () => this.leave(number));
  }

  /** Removes a client whose stream may still be open. Returns how many are left. */
  leave(number: number): number {
    if (this.streams.delete(number) && this.count === 0) this.onLastLeft();
    return this.count;
  }

  /** Sends an event to every client. */
  readonly notify = (event: LocalCloudEvent): void => {
    const line = `${JSON.stringify(event)}\n`;
    for (const stream of this.streams.values()) stream.write(line);
  };

  stop(): void {
    clearInterval(this.heartbeat);
    for (const stream of this.streams.values()) stream.end();
  }
}
