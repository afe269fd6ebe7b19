import { type Deployment, readDeployment } from '../src/deployment';
import { assertSimulated } from '../src/functions';
import { resolveIntrinsics, targetId } from '../src/template';

let deployment: Deployment;

beforeAll(async () => {
  deployment = await readDeployment();
}, 300_000);

/** The consumers whose rules match an event on a bus. */
const receivers = (bus: string, event: object): string[] =>
  deployment.consumers
    .filter(({ rules }) => rules.some((rule) => rule.bus === bus && rule.matches(event)))
    .map(({ name }) => name);

describe('the deployment that a simulation follows', () => {
  it('has every function that a queue or a schedule invokes, with its queue or its rate', () => {
    expect(deployment.consumers.map(({ name }) => name).sort()).toEqual([
      'aggregate',
      'persist',
      'receive',
      'record',
      'validate',
    ]);
    expect(deployment.scheduled.map(({ name }) => name).sort()).toEqual(['detectStalled', 'relay']);
    for (const { queue, timeoutMs } of deployment.consumers) {
      expect(queue.visibilityMs).toBeGreaterThan(timeoutMs);
      expect(queue.maxReceiveCount).toBeGreaterThan(1);
    }
    for (const { everyMs, timeoutMs } of deployment.scheduled) expect(everyMs).toBeGreaterThan(timeoutMs);
  });

  it('hides a message for longer than the lease of an e-mail, as the model of the lease assumes', () => {
    const { queue, environment } = deployment.consumers.find(({ name }) => name === 'aggregate')!;
    expect(queue.visibilityMs).toBeGreaterThan(Number(environment.LEASE_SECONDS) * 1000);
  });

  it('delivers an event to the consumers whose rule matches its bus, source and type', () => {
    const bus = deployment.consumers[0]!.environment.BUS_NAME!;
    const landing = deployment.buckets.find(({ service }) => service === 'ingestion')!.name;
    const created = (name: string, key: string) => ({
      source: 'aws.s3',
      'detail-type': 'Object Created',
      detail: { bucket: { name }, object: { key } },
    });
    const received = { source: 'customer-files.ingestion', 'detail-type': 'CustomerFileReceived', detail: {} };
    expect(receivers('default', created(landing, 'incoming/a.csv'))).toEqual(['receive']);
    expect(receivers('default', created(landing, 'elsewhere/a.csv'))).toEqual([]);
    expect(receivers('default', created('another', 'incoming/a.csv'))).toEqual([]);
    expect(receivers(bus, received).sort()).toEqual(['aggregate', 'validate']);
    expect(receivers('default', received)).toEqual([]);
    expect(receivers(bus, { ...received, source: 'customer-files.persistence' })).not.toContain('validate');
  });

  it('has the landing bucket, the only one with versions, and the buckets that functions get in their environment', () => {
    expect(deployment.buckets.filter(({ versioned }) => versioned).map(({ service }) => service)).toEqual([
      'ingestion',
    ]);
    const names = deployment.buckets.map(({ name }) => name);
    for (const { environment } of [...deployment.consumers, ...deployment.scheduled])
      for (const variable of ['WORK_BUCKET', 'NOTIFICATION_BUCKET'])
        if (environment[variable]) expect(names).toContain(environment[variable]);
  });
});

describe('what a simulation does not know', () => {
  it('is an error if it is an intrinsic function of a template', () => {
    expect(resolveIntrinsics({ name: [{ 'Fn::Sub': 'a-${AWS::AccountId}' }] })).toEqual({ name: ['a-123456789012'] });
    expect(() => resolveIntrinsics({ name: { Ref: 'Queue' } })).toThrow('does not resolve {"Ref":"Queue"}');
    expect(() => resolveIntrinsics({ 'Fn::Sub': 'a-${Queue}' })).toThrow('does not resolve ${Queue}');
    expect(() => targetId({ Ref: 'Queue' })).toThrow('not a reference to an ARN');
  });

  it('is an error if it is a function that a queue or a schedule invokes', () => {
    expect(() => assertSimulated(['persist', 'webhook'])).toThrow('not simulated: webhook');
  });
});
