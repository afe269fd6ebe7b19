import { createSocket } from 'node:dgram';
import { once } from 'node:events';

export const TRACE_ID = '1-5759e988-bd862e3fe1be46a994272793';
export const SEGMENT_ID = '557abcec3ee5a047';

/** A subsegment as the daemon receives it. */
export interface ReceivedSegment extends Record<string, unknown> {
  id: string;
  name: string;
  parent_id: string;
}

/** An X-Ray daemon that keeps what it receives. */
export interface TestDaemon {
  address: string;
  headers: string[];
  /** Waits until as many segments have arrived. */
  segments: (count: number) => Promise<ReceivedSegment[]>;
  close: () => Promise<void>;
}

export async function startDaemon(): Promise<TestDaemon> {
  const socket = createSocket('udp4');
  const [headers, segments] = [[] as string[], [] as ReceivedSegment[]];
  socket.on('message', (datagram) => {
    const [header = '', document = ''] = datagram.toString('utf8').split('\n');
    headers.push(header);
    segments.push(JSON.parse(document) as ReceivedSegment);
    socket.emit('segment');
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${socket.address().port}`,
    headers,
    segments: async (count) => {
      while (segments.length < count) await once(socket, 'segment');
      return segments;
    },
    close: async () => {
      socket.close();
      await once(socket, 'close');
    },
  };
}

/** The environment of a function on Lambda, as far as tracing reads it. */
export function setTrace({ address, isSampled = true }: { address?: string; isSampled?: boolean }): void {
  process.env._X_AMZN_TRACE_ID = `Root=${TRACE_ID};Parent=${SEGMENT_ID};Sampled=${isSampled ? 1 : 0};Lineage=1:a:0`;
  if (address) process.env.AWS_XRAY_DAEMON_ADDRESS = address;
  else delete process.env.AWS_XRAY_DAEMON_ADDRESS;
}

/** As outside of Lambda. */
export function clearTrace(): void {
  delete process.env._X_AMZN_TRACE_ID;
  delete process.env.AWS_XRAY_DAEMON_ADDRESS;
}
