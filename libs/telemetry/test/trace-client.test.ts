import { Readable } from 'node:stream';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { subsegment, traceClient } from '../src';
import { clearTrace, setTrace, startDaemon, type TestDaemon, TRACE_ID } from './daemon';

let daemon: TestDaemon;
const sent: Record<string, string>[] = [];

beforeEach(async () => {
  sent.length = 0;
  daemon = await startDaemon();
  setTrace({ address: daemon.address });
  process.env.AWS_LAMBDA_FUNCTION_NAME = 'customer-files-validation-prod-validate';
});
afterEach(async () => {
  clearTrace();
  delete process.env.AWS_LAMBDA_FUNCTION_NAME;
  await daemon.close();
});

/** An S3 client whose requests get this answer. */
const clientThatGets = (statusCode: number): S3Client =>
  traceClient(
    new S3Client({
      region: 'eu-west-1',
      maxAttempts: 1,
      credentials: { accessKeyId: 'a', secretAccessKey: 's' },
      requestHandler: {
        handle: ({ headers }: { headers: Record<string, string> }) => {
          sent.push(headers);
          return Promise.resolve({
            response: { statusCode, headers: { 'x-amz-request-id': 'r1' }, body: Readable.from(['']) },
          });
        },
      },
    }),
  );

const put = (client: S3Client) =>
  client.send(new PutObjectCommand({ Bucket: 'work', Key: 'incoming/Jane Doe.csv', Body: 'x' }));

it('reports a call as a subsegment of AWS, with its operation, status and request id, and no name of an object', async () => {
  await subsegment('outer', () => put(clientThatGets(200)));
  const [call, outer] = await daemon.segments(2);
  expect(call).toMatchObject({
    name: 'S3',
    namespace: 'aws',
    parent_id: outer!.id,
    aws: { operation: 'PutObject', request_id: 'r1' },
    http: { response: { status: 200 } },
  });
  expect(JSON.stringify(call)).not.toMatch(/Jane|work/);
});

it('sends the tracing header, so that the trace goes on behind the service that is called', async () => {
  await put(clientThatGets(200));
  const [call] = await daemon.segments(1);
  expect(sent.map((headers) => headers['X-Amzn-Trace-Id'])).toEqual([`Root=${TRACE_ID};Parent=${call!.id};Sampled=1`]);
});

it.each([
  [412, { error: true }],
  [503, { fault: true }],
])('reports the answer %i as %j, and lets the error through', async (status, expected) => {
  await expect(put(clientThatGets(status))).rejects.toMatchObject({ $metadata: { httpStatusCode: status } });
  const [call] = await daemon.segments(1);
  expect(call).toMatchObject({ name: 'S3', http: { response: { status } }, ...expected });
  expect([call!.error ?? false, call!.fault ?? false].filter(Boolean)).toHaveLength(1);
});

it('changes nothing about a call of an invocation that is not sampled, but the header that the SDK sends anyway', async () => {
  setTrace({ address: daemon.address, isSampled: false });
  await put(clientThatGets(200));
  expect(sent.map((headers) => headers['X-Amzn-Trace-Id'])).toEqual([process.env._X_AMZN_TRACE_ID]);
});
