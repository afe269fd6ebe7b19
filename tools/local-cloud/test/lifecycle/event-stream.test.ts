import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type CloudHandle, type LocalCloudEvent, startCloud } from '../../src';
import { identityOf } from '../../src/lifecycle/process-identity';
import { eventually } from '../eventually';
import { temporaryFolder } from '../temporary-folder';

let state: string;
let server: Server;
let stream: ServerResponse;
let cloud: CloudHandle;
let received: LocalCloudEvent[];

/** A server in this process that behaves as a running cloud: it holds the lock and answers `attach` and `leave`. */
beforeEach(async () => {
  state = temporaryFolder();
  server = createServer((request, response) => {
    if (request.url !== '/_local/attach') return void response.end('{"clients":1}');
    response.writeHead(200).flushHeaders();
    stream = response;
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const control = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  writeFileSync(join(state, 'cloud.lock'), JSON.stringify(identityOf(process.pid)));
  writeFileSync(join(state, 'cloud.json'), JSON.stringify({ pid: process.pid, control }));
  cloud = await startCloud({ state });
  received = [];
  cloud.on((event) => received.push(event));
});

afterEach(async () => {
  await cloud.close();
  server.close();
  server.closeAllConnections();
  rmSync(state, { recursive: true, force: true });
});

const deployed = (service: string): LocalCloudEvent => ({ type: 'deployed', service });
const lineOf = (event: LocalCloudEvent): string => `${JSON.stringify(event)}\n`;

describe('event streams', () => {
  it.each(['\u2028', '\u2029', '\u0085'])(
    'delivers an event that contains the line separator %j as one event',
    async (separator) => {
      const event = deployed(`a${separator}b`);
      stream.write(lineOf(event));
      await eventually(() => received.length > 0);
      expect(received).toEqual([event]);
    },
  );

  it('delivers an event whose bytes arrive in pieces, even within a character', async () => {
    const event = deployed('Zürich 😀');
    const bytes = Buffer.from(lineOf(event));
    for (const byte of bytes) {
      stream.write(Buffer.from([byte]));
      await new Promise(setImmediate);
    }
    await eventually(() => received.length > 0);
    expect(received).toEqual([event]);
  });

  it('skips a line that is not JSON', async () => {
    stream.write(`not JSON\n\n${lineOf(deployed('next'))}`);
    await eventually(() => received.length > 0);
    expect(received).toEqual([deployed('next')]);
  });
});
