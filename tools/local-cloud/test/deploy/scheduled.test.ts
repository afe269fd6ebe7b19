import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { functionArn, ruleArn } from '../../src/account';
import { Deployer } from '../../src/deploy/deploy';
import type { DeployContext } from '../../src/deploy/resource';
import { Schedules } from '../../src/eventbridge/schedule/schedules';

const MINUTE = 60_000;
const NOW = '2026-06-30T12:00:00.000Z';

let directory: string;
let schedules: Schedules;
let invoked: { name: string; event: unknown }[];
let failed: unknown[];
let outcome: () => Promise<object>;

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'], now: new Date(NOW) });
  directory = mkdtempSync(join(tmpdir(), 'scheduled-'));
  schedules = new Schedules();
  [invoked, failed] = [[], []];
  outcome = () => Promise.resolve({});
});

afterEach(() => {
  schedules.stop();
  jest.useRealTimers();
  rmSync(directory, { recursive: true, force: true });
});

/** A rule and its permission as the packager makes them, but for what is changed. */
function template(changed: object = {}): object {
  const Targets = [{ Arn: functionArn('watch'), Id: 'watchSchedule' }];
  const Properties = { ScheduleExpression: 'rate(15 minutes)', State: 'ENABLED', Targets, ...changed };
  return {
    WatchRule: { Type: 'AWS::Events::Rule', Properties },
    WatchPermission: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        FunctionName: functionArn('watch'),
        Action: 'lambda:InvokeFunction',
        Principal: 'events.amazonaws.com',
        SourceArn: { 'Fn::GetAtt': ['WatchRule', 'Arn'] },
      },
    },
  };
}

const deployer = (): Deployer => {
  const lambda = {
    invoke: (name: string, event: unknown) => {
      invoked.push({ name, event });
      return outcome();
    },
  };
  return new Deployer({
    schedules,
    lambda,
    now: () => new Date(),
    onError: (error: unknown) => void failed.push(error),
  } as unknown as DeployContext);
};

async function deploy(resources: object, by = deployer()): Promise<boolean> {
  writeFileSync(join(directory, 'cloudformation-template-update-stack.json'), JSON.stringify({ Resources: resources }));
  return by.deploy({ service: 'notification', directory, postDeploy: null });
}

/** How often the function was invoked when so much time had passed. */
function after(milliseconds: number): number {
  jest.advanceTimersByTime(milliseconds);
  return invoked.length;
}

describe('a scheduled function', () => {
  it.each([
    ['rate(1 minute)', MINUTE],
    ['rate(15 minutes)', 15 * MINUTE],
    ['rate(1 hour)', 60 * MINUTE],
    ['rate(12 hours)', 720 * MINUTE],
    ['rate(1 day)', 1440 * MINUTE],
    ['rate(24 days)', 24 * 1440 * MINUTE],
  ])('is invoked at %s', async (ScheduleExpression, every) => {
    await deploy(template({ ScheduleExpression }));
    expect([after(every - 1), after(1), after(2 * every)]).toEqual([0, 1, 3]);
  });

  it('is told when, and by which rule', async () => {
    await deploy(template());
    after(15 * MINUTE);
    expect(invoked).toEqual([
      {
        name: 'watch',
        event: expect.objectContaining({
          'detail-type': 'Scheduled Event',
          source: 'aws.events',
          time: '2026-06-30T12:15:00Z',
          resources: [ruleArn('default', 'notification-WatchRule')],
          detail: {},
        }),
      },
    ]);
  });

  it('has one timer, however often it is deployed', async () => {
    const by = deployer();
    await deploy(template(), by);
    await deploy(template({ ScheduleExpression: 'rate(5 minutes)' }), by);
    expect(after(15 * MINUTE)).toBe(3);
  });

  it('is invoked again after it could not be, and that is told', async () => {
    const error = new Error('Function not found: watch');
    outcome = () => Promise.reject(error);
    await deploy(template());
    expect(after(30 * MINUTE)).toBe(2);
    await new Promise(setImmediate);
    expect(failed).toEqual([error, error]);
  });

  it('rests when the cloud has ended', async () => {
    await deploy(template());
    schedules.stop();
    expect([after(60 * MINUTE), jest.getTimerCount()]).toEqual([0, 0]);
  });
});

describe('what the embedded cloud does not know is named', () => {
  const Arn = functionArn('watch');
  it.each([
    ['cron', { ScheduleExpression: 'cron(0 12 * * ? *)' }, 'cron(0 12 * * ? *)'],
    ['a wrong plural', { ScheduleExpression: 'rate(1 minutes)' }, 'rate(1 minutes)'],
    ['a wrong singular', { ScheduleExpression: 'rate(5 minute)' }, 'rate(5 minute)'],
    ['no time at all', { ScheduleExpression: 'rate(0 minutes)' }, 'rate(0 minutes)'],
    ['a wait that no timer can', { ScheduleExpression: 'rate(25 days)' }, 'rate(25 days)'],
    [
      'a queue as target',
      { Targets: [{ Id: 'q', Arn: 'arn:aws:sqs:eu-west-1:000000000000:work' }] },
      'arn:aws:sqs:eu-west-1:000000000000:work',
    ],
    ['no target', { Targets: [] }, 'notification-WatchRule'],
    [
      'two targets',
      {
        Targets: [
          { Id: 'a', Arn },
          { Id: 'b', Arn },
        ],
      },
      'several',
    ],
    ['an input', { Targets: [{ Id: 'a', Arn, Input: '{}' }] }, 'Input'],
    ['a pattern beside the schedule', { EventPattern: { source: ['x'] } }, 'EventPattern'],
    ['a bus', { EventBusName: 'orders' }, 'EventBusName'],
    ['a rule that is switched off', { State: 'DISABLED' }, 'DISABLED'],
  ])('%s', async (_, changed, named) => {
    await expect(deploy(template(changed))).rejects.toMatchObject({
      name: 'TemplateUnsupported',
      message: expect.stringContaining(named),
    });
    expect(jest.getTimerCount()).toBe(0);
  });
});
