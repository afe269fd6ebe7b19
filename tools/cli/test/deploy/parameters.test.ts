import { SERVICES } from '../../../../services/conventions/services.cjs';
import { readArguments } from '../../bin/arguments.mjs';
import { UsageError } from '../../bin/usage-error.mjs';
import type { DeployCommand } from '../../src/command';
import { deploy, stepsOf } from '../../src/commands/deploy';
import { checkParameters, parametersOf } from '../../src/deploy/parameters';

/** What every deploy with notification needs. */
const SENDER = '--param=sender=feed@example.com';

const read = (...argv: string[]): DeployCommand => readArguments(argv) as DeployCommand;

describe('the parameters of a deploy', () => {
  it('finds the parameters that the templates of the services take', () => {
    expect(parametersOf(['persistence'])).toEqual([
      'alarmTopic',
      'databaseInstance',
      'incomingPrefix',
      'kmsKey',
      'network',
      'rejectsPrefix',
      'securityGroupIds',
      'sender',
      'subnetIds',
    ]);
    expect(parametersOf(['ingestion', 'events'])).toEqual([
      'alarmTopic',
      'databaseInstance',
      'incomingPrefix',
      'kmsKey',
      'rejectsPrefix',
      'sender',
    ]);
  });

  it.each<[string[], RegExp]>([
    [['deploy', '--stage', 'x', SENDER], /^say how persistence reaches the database: .*$/],
    [['deploy', '--stage', 'x', SENDER, '--param=network=open'], /^--param network=open: it is private or public$/],
    [
      ['deploy', '--stage', 'x', SENDER, '--param=network=private'],
      /^--param network=private needs subnetIds too, .*$/,
    ],
    [
      ['deploy', '--stage', 'x', SENDER, '--param=network=private', '--param=subnetIds=a,b'],
      /^--param network=private needs securityGroupIds too, .*$/,
    ],
    [
      ['deploy', '--stage', 'x', SENDER, '--param=network=public', '--param=subnetIds=a'],
      /^--param subnetIds: it belongs to network=private, .*$/,
    ],
    [
      ['deploy', '--stage', 'x', SENDER, '--param=network=public', '--param=alarmtopic=arn'],
      /^--param alarmtopic: .* take no such parameter; name one of alarmTopic, .*$/,
    ],
    [
      ['deploy', 'validation', '--stage', 'x', '--param=network=public'],
      /^--param network: validation takes no such parameter; .*$/,
    ],
    [
      ['deploy', '--stage', 'x', SENDER, '--param=network=private', '--param=alarm=a', '--param=topic=a'],
      /^--param alarm: .* no such parameter; .*; --param topic: .*; --param network=private needs subnetIds too, .*; .* needs securityGroupIds too, .*$/,
    ],
    [
      ['deploy', '--stage', 'x', SENDER, '--param=alarm=a'],
      /^--param alarm: .* no such parameter; .*; say how persistence reaches the database: .*$/,
    ],
    [['package', '--param=prefix=a'], /^--param prefix: .* take no such parameter; .*$/],
    [['deploy', '--stage', 'x', '--param=network=public'], /^say who sends the e-mails: --param=sender=ADDRESS, .*$/],
    [['deploy', 'notification', '--stage', 'x'], /^say who sends the e-mails: --param=sender=ADDRESS, .*$/],
    [['deploy', '--stage', 'x'], /^say how persistence reaches the database: .*; say who sends the e-mails: .*$/],
    [
      ['deploy', 'notification', '--stage', 'x', '--param=sender=Feed <feed@example.com>'],
      /^--param sender=Feed <feed@example.com>: write the address alone, such as --param=sender=feed@example.com$/,
    ],
    [['deploy', 'notification', '--stage', 'x', '--param=sender='], /^--param sender=: write the address alone, .*$/],
  ])('refuses %j in one line', async (argv, message) => {
    await expect(deploy(read(...argv))).rejects.toThrow(UsageError);
    await expect(deploy(read(...argv))).rejects.toThrow(message);
  });

  it.each([
    [['persistence'], ['network=public']],
    [['notification'], ['sender=feed@example.com']],
    [['persistence'], ['network=private', 'subnetIds=a,b', 'securityGroupIds=c', 'alarmTopic=arn:aws:sns:x']],
    [['validation', 'ingestion'], ['incomingPrefix=in/']],
  ])('accepts for %j the parameters %j', (services, params) => {
    expect(() => checkParameters(services, params, true)).not.toThrow();
  });

  it('packages without a network parameter, and without a sender', () => {
    expect(() => checkParameters(['persistence'], [], false)).not.toThrow();
    expect(() => checkParameters(['notification'], [], false)).not.toThrow();
  });
});

describe('the steps of a deploy', () => {
  const REGION = process.env.AWS_REGION;
  afterEach(() => {
    process.env.AWS_REGION = REGION;
    if (REGION === undefined) delete process.env.AWS_REGION;
  });
  const regionsOf = (...argv: string[]): string[] =>
    stepsOf(read('deploy', 'events', '--stage', 'x', ...argv)).map(({ args }) => args[args.indexOf('--region') + 1]!);

  it('passes stage, region and parameters on to every service and to the migrations', () => {
    const steps = stepsOf(read('deploy', '--stage', 'x', '--region', 'us-east-1', '--param=network=public'));
    for (const { args } of steps)
      expect(args.slice(-5)).toEqual(['--stage', 'x', '--region', 'us-east-1', '--param=network=public']);
    expect(steps).toHaveLength(SERVICES.length + 1);
  });

  it('deploys into --region, else AWS_REGION, else eu-west-1', () => {
    process.env.AWS_REGION = 'us-east-2';
    expect(regionsOf('--region', 'us-west-1')).toEqual(['us-west-1']);
    expect(regionsOf()).toEqual(['us-east-2']);
    delete process.env.AWS_REGION;
    expect(regionsOf()).toEqual(['eu-west-1']);
  });
});

describe('a deploy that fails', () => {
  /** Runs a deploy in which one step fails. Returns the exit status, the steps that ran, and what was printed. */
  async function failingAt(failing: string, ...argv: string[]) {
    const ran: string[] = [];
    const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    try {
      const status = await deploy(read('deploy', ...argv), async (service, [command]) => {
        ran.push(`${command} ${service}`);
        return ran.at(-1) === failing ? 1 : 0;
      });
      return { status, ran, printed: write.mock.calls.map(([text]) => text).join('') };
    } finally {
      write.mockRestore();
    }
  }

  it('stops at the service that fails, and names the stage, the region and what is done', async () => {
    const { status, ran, printed } = await failingAt(
      'deploy validation',
      'ingestion',
      'validation',
      'events',
      '--stage=prod',
      '--region=us-east-1',
    );
    expect(status).toBe(1);
    expect(ran).toEqual(['deploy events', 'deploy validation']);
    expect(printed).toBe(
      'deploy of stage prod in us-east-1 stopped at validation; done before: events; correct what is said above and run it again\n',
    );
  });

  it('stops at the migrations, before anything sends work to the database', async () => {
    const { status, ran, printed } = await failingAt(
      'invoke persistence',
      '--stage=prod',
      SENDER,
      '--param=network=public',
    );
    expect(status).toBe(1);
    expect(ran).toEqual(['deploy events', 'deploy notification', 'deploy persistence', 'invoke persistence']);
    expect(printed).toContain(' stopped at the migrations; done before: events, notification, persistence; ');
  });
});
