import { signed } from './signed';
import { ServedBridge } from '../eventbridge/served-bridge';

let served: ServedBridge;
beforeAll(async () => {
  served = await ServedBridge.start();
});
afterAll(() => served.stop());

/** Sends the body of an action to the control server. */
async function ask(target: string, body: string): Promise<{ status: number; type: string }> {
  const endpoint = await served.client.config.endpoint!();
  const response = await fetch(`${endpoint.protocol}//${endpoint.hostname}:${endpoint.port}/`, {
    method: 'POST',
    headers: { ...signed(served.accessKey), 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.1' },
    body,
  });
  return { status: response.status, type: ((await response.json()) as { __type: string }).__type };
}

it.each(['AmazonSSM.constructor', 'AmazonSSM.toString', 'AWSEvents.constructor', 'AWSEvents.hasOwnProperty'])(
  'a name of the prototype is not an action: %s',
  async (target) => {
    expect(await ask(target, '{}')).toEqual({ status: 400, type: 'UnknownOperationException' });
  },
);

it.each([
  ['AWSEvents.PutEvents', 'null'],
  ['AWSEvents.PutEvents', '[]'],
  ['AWSEvents.PutEvents', '"Entries"'],
  ['AWSEvents.PutEvents', '{"Entries":{}}'],
  ['AWSEvents.PutEvents', '{"Entries":null}'],
  ['AWSEvents.PutEvents', '{"Entries":[null]}'],
  ['AWSEvents.PutEvents', '{"Entries":[[]]}'],
  ['AWSEvents.PutEvents', '{"Entries":[{"Source":["a"],"DetailType":"b","Detail":"{}"}]}'],
  ['AWSEvents.PutEvents', '{"Entries":[{"Source":"a","DetailType":{},"Detail":"{}"}]}'],
  ['AWSEvents.PutEvents', '{"Entries":[{"Source":"a","DetailType":"b","Detail":{}}]}'],
  ['AWSEvents.PutEvents', '{"Entries":[{"Source":"a","DetailType":"b","Detail":"{}","Resources":"c"}]}'],
  ['AWSEvents.PutEvents', '{"Entries":[{"EventBusName":1}]}'],
  ['AWSEvents.StartReplay', '{"EventSourceArn":[]}'],
  ['AWSEvents.StartReplay', '{"Destination":{"FilterArns":{}}}'],
  ['AWSEvents.DescribeReplay', '{"ReplayName":{}}'],
  ['AWSEvents.DescribeArchive', '{"ArchiveName":["a"]}'],
  ['AmazonSSM.GetParameter', '{"Name":{}}'],
  ['AmazonSSM.GetParameters', '{"Names":[["a"]]}'],
  ['AmazonSSM.GetParameters', '{"Names":"a"}'],
  ['AmazonSSM.GetParameters', '{"Names":[null]}'],
  ['AmazonSSM.PutParameter', '{"Name":"a","Value":{}}'],
])('%s of a malformed input is refused with 400: %s', async (target, body) => {
  expect(await ask(target, body)).toEqual({ status: 400, type: 'ValidationException' });
});
