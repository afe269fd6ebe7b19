import { type IncomingMessage, request as httpRequest } from 'node:http';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as delay } from 'node:timers/promises';
import type { CloudJson } from '../cloud-json';
import { CLIENT_NUMBER } from '../lifecycle/clients';
import { identityOf, isAlive } from '../lifecycle/process-identity';
import type { LocalCloudEvent } from '../local-cloud-event';

const POLL_MS = 25;

/** An embedded cloud that this process is attached to. The cloud stays up at least until `close`. */
export interface CloudHandle {
  endpoints: CloudJson;
  /** True if the cloud was already running. */
  found: boolean;
  /** Calls the listener with every event from now on. */
  on: (listener: (event: LocalCloudEvent) => void) => void;
  /**
   * Deploys what `serverless package` left in a directory.
   *
   * @param postDeploy name of a function of the service to invoke before the service counts as deployed (migrations)
   * @returns `changed: false` if the same content is already deployed
   * @throws Error with the reason if the template cannot be deployed or the post-deploy function fails
   */
  deploy: (service: string, directory: string, postDeploy?: string) => Promise<{ changed: boolean }>;
  /**
   * Calls a verb of the control server, such as `usage` or `faults`.
   *
   * @throws Error with the reason that the cloud gives
   */
  local: <Answer>(verb: string, body?: object) => Promise<Answer>;
  /** Detaches. Resolves when the cloud has shut down, or at once if other clients keep it up. */
  close: () => Promise<void>;
  /** Resolves when the connection to the cloud has ended, for whatever reason. */
  ended: Promise<void>;
}

const authorization = ({ token }: CloudJson): { authorization: string } => ({ authorization: `Bearer ${token}` });

/** A cloud that does not answer within this time is hung, or about to end. */
const ATTACH_TIMEOUT_MS = 10_000;

/** Opens the event stream of a cloud. Resolves with null if the cloud does not answer. */
export function attach(endpoints: CloudJson): Promise<IncomingMessage | null> {
  return new Promise((resolve) => {
    const request = httpRequest(
      `${endpoints.control}/_local/attach`,
      { method: 'POST', headers: authorization(endpoints) },
      (response) => {
        clearTimeout(timeout);
        resolve(response.statusCode === 200 ? response : null);
      },
    );
    const timeout = setTimeout(() => request.destroy(new Error('the cloud does not answer')), ATTACH_TIMEOUT_MS);
    // The listener stays: a cloud that is killed resets its streams later, which `ended` reports.
    request
      .on('error', () => {
        clearTimeout(timeout);
        resolve(null);
      })
      .end();
  });
}

/** Makes the handle of a cloud from its open event stream. */
export function handleOf(endpoints: CloudJson, stream: IncomingMessage, found: boolean): CloudHandle {
  const listeners: ((event: LocalCloudEvent) => void)[] = [];
  const process = identityOf(endpoints.pid);
  readEvents(stream, (event) => {
    for (const listener of listeners) listener(event);
  });
  const local = <Answer>(verb: string, body?: object): Promise<Answer> => call<Answer>(endpoints, verb, body);
  return {
    endpoints,
    found,
    ended: new Promise<void>((resolve) => stream.once('close', () => resolve())),
    local,
    on: (listener) => void listeners.push(listener),
    deploy: (service, directory, postDeploy) => local('deploy', { service, directory, postDeploy: postDeploy ?? null }),
    async close() {
      const others = await leave(endpoints, stream);
      stream.destroy();
      while (others === 0 && isAlive(process)) await delay(POLL_MS);
    },
  };
}

/**
 * Reads newline-delimited JSON. Splits at `\n` alone, because JSON may contain U+2028 and U+2029, at which
 * `node:readline` splits as well. Skips a line that is not JSON.
 */
function readEvents(stream: IncomingMessage, onEvent: (event: LocalCloudEvent) => void): void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  stream.on('data', (bytes: Buffer) => {
    const lines = (rest + decoder.write(bytes)).split('\n');
    rest = lines.pop()!;
    for (const line of lines) {
      const event = parsed(line);
      if (event) onEvent(event);
    }
  });
  // A cloud that is killed resets the stream; the `close` event that follows resolves `ended`.
  stream.on('error', () => undefined);
}

function parsed(line: string): LocalCloudEvent | null {
  try {
    return JSON.parse(line) as LocalCloudEvent;
  } catch {
    return null;
  }
}

async function call<Answer>(endpoints: CloudJson, verb: string, body: object = {}): Promise<Answer> {
  const response = await fetch(`${endpoints.control}/_local/${verb}`, {
    method: 'POST',
    headers: authorization(endpoints),
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as Answer & { error?: string };
  if (!response.ok) throw new Error(answer.error ?? `${verb} answered ${response.status}`);
  return answer;
}

/** Detaches explicitly, because the cloud notices a closed stream with a delay. Returns the number of clients left. */
async function leave(endpoints: CloudJson, { headers }: IncomingMessage): Promise<number> {
  try {
    return (await call<{ clients: number }>(endpoints, 'leave', { client: Number(headers[CLIENT_NUMBER]) })).clients;
  } catch {
    // A cloud that does not answer is shutting down.
    return 0;
  }
}
