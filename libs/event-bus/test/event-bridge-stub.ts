import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';

/** An entry of PutEvents that the stub received. */
interface Entry {
  EventBusName: string;
  Source: string;
  DetailType: string;
  Detail: string;
}

/** The answer to a call: for each entry null (accepted) or an error code; or an error of the whole call. */
export type Answer = ((entries: Entry[]) => (string | null)[]) | { status: number; type: string };

const accepted: Answer = (entries) => entries.map(() => null);

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** An HTTP server that gives one answer per call, and accepts everything after the last one. */
export async function eventBridgeStub(...answers: Answer[]) {
  const calls: Entry[][] = [];
  const server = createServer((request, response) => {
    void textOf(request).then((text) => {
      const { Entries } = JSON.parse(text) as { Entries: Entry[] };
      calls.push(Entries);
      const answer = answers.shift() ?? accepted;
      response.setHeader('content-type', 'application/x-amz-json-1.1');
      if (typeof answer !== 'function')
        return response
          .writeHead(answer.status)
          .end(JSON.stringify({ __type: answer.type, message: 'as the test says' }));
      const codes = answer(Entries);
      return response.end(
        JSON.stringify({
          FailedEntryCount: codes.filter((code) => code !== null).length,
          Entries: codes.map((code, i) =>
            code === null ? { EventId: `id-${i}` } : { ErrorCode: code, ErrorMessage: 'as the test says' },
          ),
        }),
      );
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = new EventBridgeClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  const close = async (): Promise<void> => {
    client.destroy();
    server.close();
    await once(server, 'close');
  };
  return { client, calls, close };
}
