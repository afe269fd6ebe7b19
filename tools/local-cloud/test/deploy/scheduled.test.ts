import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { functionArn, ruleArn } from '../../src/account';
import { Deployer } from '../../src/deploy/deploy';
import type { DeployContext } from '../../src/deploy/resource';
import { AccountPolicies } from '../../src/iam/account-policies';
import { Authorizer } from '../../src/iam/authorizer';
import { Schedules } from '../../src/eventbridge/schedule/schedules';

const MINUTE = 60_000;
const NOW = '2026-06-30T12:00:00.000Z';

let directory: string;
let schedules: Schedules;
let invoked: { name: string; event: unknown }[];
let failed: unknown[];
let refused: string[];
let outcome: () => Promise<object>;

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'], now: new Date(NOW) });
  directory = mkdtempSync(join(tmpdir(), 'scheduled-'));
  schedules = new Schedules();
  [invoked, failed, refused] = [[], [], []];
  outcome = () => Promise.resolve({});
});

afterEach(() => {
  schedules.stop();
  jest.useRealTimers();
  rmSync(directory, { recursive: true, force: true });
});

/** Returns a rule and its permission as packaging creates them, with some properties changed. */
function template(changed: object = {}): object {
  const Targets = [{ Arn: functionArn('check'), Id: 'checkSchedule' }];
  const Properties = { ScheduleExpression: 'rate(15 minutes)', State: 'ENABLED', Targets, ...changed };
  return {
    CheckRule: { Type: 'AWS::Events::Rule', Properties },
    CheckPermission: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        FunctionName: functionArn('check'),
        Action: 'lambda:InvokeFunction',
        Principal: 'events.amazonaws.com',
        SourceArn: { 'Fn::GetAtt': ['CheckRule', 'Arn'] },
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
    authorizer: new Authorizer(new AccountPolicies(), (line) => void refused.push(line)),
    now: () => new Date(),
    onError: (error: unknown) => void failed.push(error),
  } as unknown as DeployContext);
};

async function deploy(resources: object, by = deployer()): Promise<boolean> {
  writeFileSync(join(directory, 'cloudformation-template-update-stack.json'), JSON.stringify({ Resources: resources }));
  return by.deploy({ service: 'notification', directory, postDeploy: null });
}

/** Advances the clock and returns how often the function was invoked. */
function after(milliseconds: number): number {
  jest.advanceTimersByTime(milliseconds);
  return invoked.length;
}

describe('scheduled functions', () => {
  it.each([
    ['rate(1 minute)', MINUTE],
    ['rate(15 minutes)', 15 * MINUTE],
    ['rate(1 hour)', 60 * MINUTE],
    ['rate(12 hours)', 720 * MINUTE],
    ['rate(1 day)', 1440 * MINUTE],
    ['rate(24 days)', 24 * 1440 * MINUTE],
  ])('a scheduled function is invoked at %s', async (ScheduleExpression, every) => {
    await deploy(template({ ScheduleExpression }));
    expect([after(every - 1), after(1), after(2 * every)]).toEqual([0, 1, 3]);
  });

  it('a scheduled function receives the time and the rule in its event', async () => {
    await deploy(template());
    after(15 * MINUTE);
    expect(invoked).toEqual([
      {
        name: 'check',
        event: expect.objectContaining({
          'detail-type': 'Scheduled Event',
          source: 'aws.events',
          time: '2026-06-30T12:15:00Z',
          resources: [ruleArn('default', 'notification-CheckRule')],
          detail: {},
        }),
      },
    ]);
  });

  it('a scheduled function has one timer, however often its rule is deployed', async () => {
    const by = deployer();
    await deploy(template(), by);
    await deploy(template({ ScheduleExpression: 'rate(5 minutes)' }), by);
    expect(after(15 * MINUTE)).toBe(3);
  });

  it('a scheduled function is invoked again after a failed invocation, which is reported', async () => {
    const error = new Error('Function not found: check');
    outcome = () => Promise.reject(error);
    await deploy(template());
    expect(after(30 * MINUTE)).toBe(2);
    await new Promise(setImmediate);
    expect(failed).toEqual([error, error]);
  });

  it('a scheduled function is invoked by the rule alone that its permission names, and the refusal is logged', async () => {
    const { CheckRule, CheckPermission } = template() as Record<string, { Properties: object }>;
    const SourceArn = ruleArn('default', 'another');
    const Properties = { ...CheckPermission!.Properties, SourceArn };
    await deploy({ CheckRule, CheckPermission: { ...CheckPermission, Properties } });
    expect(after(15 * MINUTE)).toBe(0);
    expect(refused).toEqual([
      `access denied: events.amazonaws.com may not lambda:InvokeFunction on ${functionArn('check')}: ` +
        'a statement allows it but for ArnLike aws:SourceArn',
    ]);
    await new Promise(setImmediate);
    expect(failed).toEqual([expect.objectContaining({ code: 'AccessDeniedException' })]);
  });

  it('a scheduled function is not invoked after the schedules were stopped', async () => {
    await deploy(template());
    schedules.stop();
    expect([after(60 * MINUTE), jest.getTimerCount()]).toEqual([0, 0]);
  });
});

describe('scheduled rules', () => {
  const Arn = functionArn('check');
  it.each([
    ['cron', { ScheduleExpression: 'cron(0 12 * * ? *)' }, 'cron(0 12 * * ? *)'],
    ['a wrong plural', { ScheduleExpression: 'rate(1 minutes)' }, 'rate(1 minutes)'],
    ['a wrong singular', { ScheduleExpression: 'rate(5 minute)' }, 'rate(5 minute)'],
    ['no time at all', { ScheduleExpression: 'rate(0 minutes)' }, 'rate(0 minutes)'],
    ['a delay that is too long for a timer', { ScheduleExpression: 'rate(25 days)' }, 'rate(25 days)'],
    [
      'a queue as target',
      { Targets: [{ Id: 'q', Arn: 'arn:aws:sqs:eu-west-1:000000000000:work' }] },
      'arn:aws:sqs:eu-west-1:000000000000:work',
    ],
    ['no target', { Targets: [] }, 'notification-CheckRule'],
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
  ])(
    'an unsupported scheduled rule is refused with the unsupported part in the message: %s',
    async (_, changed, named) => {
      await expect(deploy(template(changed))).rejects.toMatchObject({
        name: 'TemplateUnsupported',
        message: expect.stringContaining(named),
      });
      expect(jest.getTimerCount()).toBe(0);
    },
  );
});
