import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as events from '@customer-files/events';
import { FeedSettings } from '@customer-files/events';
import { SERVICES } from '../../../services/conventions/services.cjs';
import { localTarget } from '../src/local-deployment';
import { packageServices } from '../src/packages';
import { ROOT, STATE } from '../src/paths';

interface Statement {
  Effect: string;
  Principal?: unknown;
  Action: string | string[];
  Resource: unknown;
  Condition?: Record<string, Record<string, unknown>>;
}

interface Resource {
  Type: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- CloudFormation's shapes, checked by AWS
  Properties: any;
}

/** The reason of each wildcard of a resource: the one place where they stand. */
const WILDCARDS: readonly [pattern: RegExp, reason: string][] = [
  [/:log-group:.+:\*$/, 'the streams of the own log group, which Lambda names'],
  [/landing-.+\/incoming\/\*$/, 'customers name their files'],
  [/landing-.+\/announcements\/\*$/, 'the first decision about each file, by its id'],
  [/work-.+\/parts\/\*$/, 'the parts of each file, by its id'],
  [/work-.+\/results\/\*$/, 'the result of each file, by its id'],
  [/work-.+\/Curoupt_Records\/\*$/, 'the rejects and conflicts of each file, by its id'],
  [/notification-.+\/files\/\*$/, 'the events and e-mails of each file, by its id'],
  [/notification-.+\/open\/\*$/, 'the marker of each open file, by its id'],
  [/:kms:.+:key\/\*$/, "SSM's own key has no ARN to know beforehand; through SSM and for these parameters alone"],
  [
    /:ses:.+:identity\/\*$/,
    'the identity is the sender or its domain; the condition names the sender, which a deploy asks for',
  ],
  [/:ses:.+:configuration-set\/\*$/, 'an identity may have a default set, which SES checks too'],
  [/^\*$/, 'X-Ray has no resources, so none can be named'],
  [/^Bucket\.Arn\/\*$/, 'all objects of the bucket, for a denial'],
];

/** A value of a template as people write it: `!Sub` by its text, `!GetAtt` and `!Ref` by their names. */
function written(value: unknown): string {
  if (Array.isArray(value)) return value.map(written).join(', ');
  if (value === null || typeof value !== 'object') return String(value);
  const [[name, argument]] = Object.entries(value) as [[string, unknown]];
  if (name === 'Fn::Sub') return String(argument).replace(/\$\{(?:AWS::)?([^}]+)\}/g, (_, inner: string) => inner);
  if (name === 'Fn::GetAtt') return (argument as string[]).join('.');
  if (name === 'Ref') return String(argument).replace('AWS::', '');
  return JSON.stringify(value);
}

function resourceLines(resource: unknown): string[] {
  const text = written(resource);
  if (!text.includes('*')) return [`    on ${text}`];
  const reason = WILDCARDS.find(([pattern]) => pattern.test(text))?.[1];
  if (!reason) throw new Error(`the wildcard of ${text} has no reason`);
  return [`    on ${text}`, `       * ${reason}`];
}

const linesOf = ({ Effect, Principal, Action, Resource: resources, Condition = {} }: Statement): string[] => [
  `  ${Effect.toLowerCase()} ${[Action].flat().join(' ')}${Principal ? ` to ${written(Principal)}` : ''}`,
  ...[resources].flat().flatMap(resourceLines),
  ...Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, value]) => `    if ${key} ${operator} ${written(value)}`),
  ),
];

/** Principals of a policy: `{ Service: 'x' }` reads as `x`. */
const principalsOf = (statement: Statement): Statement => {
  const { Principal } = statement;
  const isObject = typeof Principal === 'object' && Principal !== null;
  return isObject ? { ...statement, Principal: Object.values(Principal as object).flat() } : statement;
};

const statementsOf = ({ Type, Properties }: Resource): Statement[] | null => {
  switch (Type) {
    case 'AWS::IAM::Role':
      return [
        ...Properties.AssumeRolePolicyDocument.Statement.map((one: Statement) => ({ ...one, Resource: 'this role' })),
        ...Properties.Policies.flatMap(
          (one: { PolicyDocument: { Statement: Statement[] } }) => one.PolicyDocument.Statement,
        ),
      ];
    case 'AWS::S3::BucketPolicy':
    case 'AWS::SQS::QueuePolicy':
      return Properties.PolicyDocument.Statement;
    case 'AWS::Events::EventBusPolicy':
      return [Properties.Statement];
    case 'AWS::Lambda::Permission':
      return [
        {
          Effect: 'Allow',
          Principal: Properties.Principal,
          Action: Properties.Action,
          Resource: Properties.FunctionName,
          Condition: { ArnLike: { 'aws:SourceArn': Properties.SourceArn } },
        },
      ];
    default:
      return null;
  }
};

const templates: Record<string, Record<string, Resource>> = {};

beforeAll(async () => {
  const packages = await packageServices({ root: ROOT, state: STATE, target: localTarget(new FeedSettings()) });
  for (const { service, directory } of packages) {
    const template = readFileSync(join(directory, 'cloudformation-template-update-stack.json'), 'utf8');
    templates[service] = (JSON.parse(template) as { Resources: Record<string, Resource> }).Resources;
  }
}, 180_000);

/** Every policy of a service as text: roles with their tags, and the policies of buckets, queues, the bus and functions. */
function policiesOf(service: string): string {
  const resources = Object.entries(templates[service]!).filter(([id]) => !id.startsWith('ServerlessDeployment'));
  const sections = resources.flatMap(([id, resource]) => {
    const statements = statementsOf(resource);
    if (!statements) return [];
    const tags = (resource.Properties.Tags ?? []) as { Key: string; Value: string }[];
    return [
      [
        `${id} (${resource.Type.replace('AWS::', '')})`,
        ...tags.map(({ Key, Value }) => `  tag ${Key} = ${Value}`),
        ...statements.map(principalsOf).flatMap(linesOf),
      ].join('\n'),
    ];
  });
  return `\n${sections.sort().join('\n\n')}\n`;
}

describe('every role and resource policy', () => {
  it.each(SERVICES.map(({ name }) => name))(
    'of %s is as it was reviewed (after a review: npx jest roles -u)',
    (service) => {
      expect(policiesOf(service)).toMatchSnapshot();
    },
  );
});

describe('the role of a publisher', () => {
  it('may publish the events whose class names its service, and no other', () => {
    const classes = Object.values<unknown>(events).filter(
      (one): one is { source: string | string[]; detailType: string } =>
        typeof one === 'function' && 'detailType' in one,
    );
    for (const [service, resources] of Object.entries(templates)) {
      const source = `customer-files.${service}`;
      const published = classes.filter((one) => [one.source].flat().includes(source)).map((one) => one.detailType);
      const allowed = Object.values(resources)
        .filter(({ Type }) => Type === 'AWS::IAM::Role')
        .flatMap((role) => statementsOf(role)!)
        .filter(({ Action }) => Action === 'events:PutEvents')
        .map(({ Condition }) => Condition!['ForAllValues:StringEquals']!);
      expect({ service, publishers: allowed.length > 0 }).toEqual({ service, publishers: published.length > 0 });
      for (const one of allowed) {
        expect(one['events:source']).toBe(source);
        expect([...(one['events:detail-type'] as string[])].sort()).toEqual(published.sort());
      }
    }
  });
});
