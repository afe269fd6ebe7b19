import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LEASE_MS } from '../../services/notification/src/gather-event';
import { packageServices, type Packaged } from '../src/packages';

/** What `serverless package` compiles is what is deployed, so that is what is looked at. */
interface Resource { Type: string; DeletionPolicy?: string; Properties: Record<string, any> } // oxlint-disable-line typescript/no-explicit-any -- CloudFormation
type Resources = Record<string, Resource>;

const ROOT = join(__dirname, '..', '..');
const CONSUMERS = ['ingestion', 'validation', 'persistence', 'notification'];

let state: string;
const templates: Record<string, Resources> = {};

beforeAll(async () => {
  state = mkdtempSync(join(tmpdir(), 'customer-files-templates-'));
  const packages: Packaged[] = await packageServices({ root: ROOT, state, target: { stage: 'test', params: [] } });
  for (const { service, directory } of packages) {
    templates[service] = (JSON.parse(readFileSync(join(directory, 'cloudformation-template-update-stack.json'), 'utf8')) as { Resources: Resources }).Resources;
  }
}, 180_000);

afterAll(() => rmSync(state, { recursive: true, force: true }));

const all = (type: string, service?: string): [string, Resource][] =>
  Object.entries(templates).filter(([name]) => !service || name === service).flatMap(([name, resources]) =>
    Object.entries(resources).filter(([, { Type }]) => Type === type).map(([id, resource]): [string, Resource] => [`${name}.${id}`, resource]));
const ours = (found: [string, Resource][]): [string, Resource][] => found.filter(([id]) => !id.includes('ServerlessDeployment'));

describe('every consumer', () => {
  it.each(CONSUMERS)('%s has its rule, queue, dead letters, policies and alarms', (service) => {
    const { Rule, Queue, DeadLetters } = templates[service]!;
    expect(Rule!.Properties.Targets).toEqual([expect.objectContaining({ Arn: { 'Fn::GetAtt': ['Queue', 'Arn'] }, DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['DeadLetters', 'Arn'] } } })]);
    expect(Queue!.Properties.RedrivePolicy).toEqual({ deadLetterTargetArn: { 'Fn::GetAtt': ['DeadLetters', 'Arn'] }, maxReceiveCount: 5 });
    expect(DeadLetters!.Properties.MessageRetentionPeriod).toBe(14 * 86_400);
    expect(new Set(all('AWS::SQS::QueuePolicy', service).map(([, { Properties }]) => Properties.Queues[0].Ref as string))).toEqual(new Set(['DeadLetters', 'Queue']));
    expect(all('AWS::CloudWatch::Alarm', service)).toHaveLength(5);
    const [[, source]] = all('AWS::Lambda::EventSourceMapping', service) as [[string, Resource]];
    expect(source.Properties.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
    const consumer = all('AWS::Lambda::Function', service)[0]![1];
    expect(Queue!.Properties.VisibilityTimeout).toBeGreaterThan(consumer.Properties.Timeout);
  });

  it('that reports holds its lease for longer than it may run, and until its message comes back at the most', () => {
    const [, { Properties }] = all('AWS::Lambda::Function', 'notification')[0]!;
    expect(LEASE_MS / 1000).toBeGreaterThan(Properties.Timeout);
    expect(LEASE_MS / 1000).toBeLessThan(templates.notification!.Queue!.Properties.VisibilityTimeout);
  });

  it('lets only its own rule, and only over TLS, put messages into its queues', () => {
    for (const [, { Properties }] of all('AWS::SQS::QueuePolicy')) {
      expect(Properties.PolicyDocument.Statement).toEqual([
        expect.objectContaining({ Effect: 'Allow', Action: 'sqs:SendMessage', Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': ['Rule', 'Arn'] } } } }),
        expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      ]);
    }
  });
});

describe('roles', () => {
  const statements = (): { role: string; Action: string | string[]; Resource: unknown }[] =>
    all('AWS::IAM::Role').flatMap(([role, { Properties }]) => Properties.Policies.flatMap((policy: { PolicyDocument: { Statement: object[] } }) => policy.PolicyDocument.Statement.map((one) => ({ role, ...one }))));

  it('are one per function', () => {
    const used = all('AWS::Lambda::Function').map(([id, { Properties }]) => `${id.split('.')[0]}.${Properties.Role['Fn::GetAtt'][0]}`);
    expect(new Set(used).size).toBe(used.length);
    expect(used.sort()).toEqual(all('AWS::IAM::Role').map(([id]) => id).sort());
  });

  it('have no wildcard of actions, and of resources only what has a reason', () => {
    const reasons: Record<string, RegExp> = {
      'kms:Decrypt': /key\/\*/, // the AWS-managed key of SSM, through SSM alone
      'ses:SendEmail': /identity\/\*/, // sender and recipients are settings
      's3:GetObject': /incoming\/\*|announcements\/\*|parts\/\*|results\/\*|files\/\*/, 's3:PutObject': /parts\/\*|results\/\*|Curoupt_Records\/\*|files\/\*/,
      'logs:CreateLogStream': /log-group:\/aws\/lambda\/customer-files-[a-z]+-test-[a-z]+:\*/,
    };
    for (const { role, Action, Resource } of statements()) {
      const [first] = [Action].flat() as [string];
      expect([role, [Action].flat().filter((action) => action.includes('*'))]).toEqual([role, []]);
      const text = JSON.stringify(Resource);
      if (text.includes('*')) expect([role, first, text]).toEqual([role, first, expect.stringMatching(reasons[first] ?? /^there is no reason$/)]);
    }
  });

  it('publish in the name of their own service alone', () => {
    for (const { role, ...statement } of statements().filter(({ Action }) => Action === 'events:PutEvents')) {
      expect(statement).toMatchObject({ Condition: { StringEquals: { 'events:source': `customer-files.${role.split('.')[0]}` } } });
    }
  });
});

describe('buckets', () => {
  it('are private, encrypted, owned, reached over TLS alone, and stay when a stack goes', () => {
    expect(ours(all('AWS::S3::Bucket'))).toHaveLength(3);
    for (const [, { Properties, DeletionPolicy }] of ours(all('AWS::S3::Bucket'))) {
      expect(Object.values(Properties.PublicAccessBlockConfiguration)).toEqual([true, true, true, true]);
      expect([DeletionPolicy, Properties.OwnershipControls.Rules[0].ObjectOwnership, Properties.BucketEncryption.ServerSideEncryptionConfiguration.length]).toEqual(['Retain', 'BucketOwnerEnforced', 1]);
    }
    for (const [, { Properties }] of ours(all('AWS::S3::BucketPolicy'))) expect(Properties.PolicyDocument.Statement[0]).toMatchObject({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } });
  });

  it('keep their objects at least as long as the archive and two weeks of dead letters', () => {
    const [[, archive]] = all('AWS::Events::Archive') as [[string, Resource]];
    for (const [, { Properties }] of ours(all('AWS::S3::Bucket'))) {
      expect(Properties.LifecycleConfiguration.Rules[0].ExpirationInDays).toBeGreaterThanOrEqual(archive.Properties.RetentionDays + 14);
    }
  });
});
