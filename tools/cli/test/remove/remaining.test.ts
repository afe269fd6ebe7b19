import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { remaining } from '../../src/remove/remaining';

const PLACE = { stage: 'prod', region: 'us-east-1' };
const FEED = '/customer-files/prod/feed';

describe('what a removal leaves', () => {
  let server: Server;
  let answer: { status: number; body: object };
  const before = { ...process.env };
  beforeAll(async () => {
    server = createServer((request, response) => {
      request.resume();
      response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(answer.body));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_ACCESS_KEY_ID: 'a',
      AWS_SECRET_ACCESS_KEY: 'b',
    });
  });
  afterAll(async () => {
    process.env = before;
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  it('is listed with commands that name the region', async () => {
    answer = { status: 200, body: { Parameters: [{ Name: FEED, Value: '{}' }], InvalidParameters: [] } };
    const text = (await remaining(PLACE, [{ name: 'landing', versions: 1, bytes: 2e9 }])).join('\n');
    expect(text).toContain('0.05 USD a month');
    expect(text).toContain(': npm run remove -- --stage prod --region us-east-1 --with-data\n');
    expect(text).toContain(`delete them with: aws ssm delete-parameters --region us-east-1 --names ${FEED}\n`);
  });

  it('is listed also where the parameters may not be read, with how to list them', async () => {
    answer = { status: 400, body: { __type: 'AccessDeniedException', message: 'not authorized to perform' } };
    const text = (await remaining(PLACE, [])).join('\n');
    expect(text).toContain('they could not be read (AccessDeniedException: not authorized to perform)\n');
    expect(text).toContain(
      'aws ssm get-parameters-by-path --region us-east-1 --recursive --path /customer-files/prod\n',
    );
    expect(text).toContain('database    its tables');
  });
});
