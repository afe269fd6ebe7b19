import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

interface Asked {
  Names?: string[];
  Name?: string;
  WithDecryption: boolean;
}

/**
 * Parameter Store as an HTTP server, with the parameters in `values`. The first `failures` requests are denied.
 */
export async function ssmStub(values: Map<string, string>, state = { failures: 0 }) {
  const asked: (Asked & { action: string })[] = [];
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      const { Names, Name, ...rest } = body as Asked;
      const action = String(request.headers['x-amz-target']).split('.')[1]!;
      asked.push({ action, ...(Names ? { Names } : { Name: Name! }), ...rest });
      const names = Names ?? [Name!];
      const found = names
        .filter((name) => values.has(name))
        .map((name) => ({ Name: name, Type: 'String', Value: values.get(name)! }));
      response.setHeader('content-type', 'application/x-amz-json-1.1');
      if (state.failures-- > 0)
        response.writeHead(400).end(JSON.stringify({ __type: 'AccessDeniedException', message: 'may not be read' }));
      else if (Names)
        response.end(
          JSON.stringify({ Parameters: found, InvalidParameters: names.filter((name) => !values.has(name)) }),
        );
      else if (found[0]) response.end(JSON.stringify({ Parameter: found[0] }));
      else response.writeHead(400).end(JSON.stringify({ __type: 'ParameterNotFound', message: '' }));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async (): Promise<void> => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  return { asked, state, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}
