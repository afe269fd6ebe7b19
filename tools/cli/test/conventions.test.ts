import bucket from '../../../services/conventions/bucket.cjs';
import consumers from '../../../services/conventions/consumers.cjs';
import roles from '../../../services/conventions/roles.cjs';
import statements from '../../../services/conventions/statements.cjs';

const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/own';

/** What the framework resolves while it packages a service, with these parameters of the deploy. */
const variables = (params: Record<string, string>, more: Record<string, unknown> = {}) => {
  const values: Record<string, unknown> = {
    'sls:stage': 'test',
    'self:service': 'customer-files-persistence',
    'self:custom.conventions': {
      names: { parameters: '/customer-files/test' },
      objectDays: 104,
      deadLetterSeconds: 60,
    },
    'self:custom.publishes, null': ['CustomerRowsPersisted'],
    'self:custom.bucket': { name: 'b' },
    'self:custom.consumers': { persist: { pattern: {} } },
    'self:custom.consumers, null': null,
    'self:custom.inVpc, false': false,
    'self:functions.persist.timeout': 300,
    ...more,
  };
  const resolveVariable = async (address: string): Promise<unknown> => {
    const [, param] = /^param:([A-Za-z]+), ''$/.exec(address) ?? [];
    if (param) return params[param] ?? '';
    if (!(address in values)) throw new Error(`${address} is not resolved here`);
    return values[address];
  };
  return { resolveVariable };
};

// oxlint-disable-next-line typescript/no-explicit-any -- CloudFormation's shapes, checked by AWS
type Resources = Record<string, any>;
const resourcesOf = (made: unknown): Resources => (made as { Resources: Resources }).Resources;
const statementsOf = async (params: Record<string, string>, more: Record<string, unknown>): Promise<unknown[]> =>
  resourcesOf(await roles(variables(params, more))).PersistRole.Properties.Policies[0].PolicyDocument.Statement;

describe('the option kmsKey of a deploy', () => {
  it('encrypts buckets and queues with the key', async () => {
    const { Bucket } = resourcesOf(await bucket(variables({ kmsKey: KEY })));
    expect(Bucket.Properties.BucketEncryption.ServerSideEncryptionConfiguration).toEqual([
      {
        BucketKeyEnabled: true,
        ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KEY },
      },
    ]);
    const { PersistQueue, PersistDeadLetters } = resourcesOf(await consumers(variables({ kmsKey: KEY })));
    for (const queue of [PersistQueue, PersistDeadLetters]) {
      expect(queue.Properties.KmsMasterKeyId).toBe(KEY);
      expect(queue.Properties).not.toHaveProperty('SqsManagedSseEnabled');
    }
  });

  const key = (Action: string[], ...services: string[]) => ({
    Effect: 'Allow',
    Action,
    Resource: KEY,
    Condition: {
      StringEquals: {
        'kms:ViaService': services.map((one) => ({ 'Fn::Sub': `${one}.\${AWS::Region}.amazonaws.com` })),
      },
    },
  });

  it.each([
    ['reads a login and publishes', ['ssm:GetParameters', 'events:PutEvents'], null, []],
    ['lists a bucket', ['s3:ListBucket'], null, []],
    ['reads objects', ['s3:GetObjectVersion'], null, [key(['kms:Decrypt'], 's3')]],
    ['writes objects', ['s3:PutObject'], null, [key(['kms:Decrypt', 'kms:GenerateDataKey'], 's3')]],
    ['receives messages', ['ssm:GetParameters'], { persist: {} }, [key(['kms:Decrypt'], 'sqs')]],
  ])('allows a role that %s the use of the key that this needs', async (_, Action, consumers, expected) => {
    const found = await statementsOf(
      { kmsKey: KEY },
      {
        'self:custom.roles': { persist: [{ Effect: 'Allow', Action, Resource: 'arn' }] },
        'self:custom.consumers, null': consumers,
      },
    );
    expect((found as { Resource: unknown }[]).filter(({ Resource }) => Resource === KEY)).toEqual(expected);
  });

  it('allows each role to use the key through S3 and SQS alone, and for a login through SSM alone', async () => {
    const shared = (await statements(variables({ kmsKey: KEY }))) as Resources;
    expect(shared.decryptAppLogin).toMatchObject({ Resource: KEY, Action: 'kms:Decrypt' });
    const put = { Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::b/*' };
    const persist = { 'self:custom.roles': { persist: [put] }, 'self:custom.consumers, null': { persist: {} } };
    expect(await statementsOf({ kmsKey: KEY }, persist)).toContainEqual({
      Effect: 'Allow',
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: KEY,
      Condition: {
        StringEquals: {
          'kms:ViaService': [
            { 'Fn::Sub': 's3.${AWS::Region}.amazonaws.com' },
            { 'Fn::Sub': 'sqs.${AWS::Region}.amazonaws.com' },
          ],
        },
      },
    });
  });

  it('leaves the keys to S3 and SQS where it is not given', async () => {
    const { Bucket } = resourcesOf(await bucket(variables({})));
    expect(Bucket.Properties.BucketEncryption.ServerSideEncryptionConfiguration).toEqual([
      { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
    ]);
    const { PersistQueue } = resourcesOf(await consumers(variables({})));
    expect(PersistQueue.Properties).toMatchObject({ SqsManagedSseEnabled: true });
    expect(PersistQueue.Properties).not.toHaveProperty('KmsMasterKeyId');
  });
});

describe('the option sender of a deploy', () => {
  it('is the only sender that the roles allow', async () => {
    const { sendMail } = (await statements(variables({ sender: 'feed@example.com' }))) as Resources;
    expect(sendMail.Condition).toEqual({ StringEquals: { 'ses:FromAddress': 'feed@example.com' } });
  });

  it('is any verified identity of the account where it is not given', async () => {
    expect(((await statements(variables({}))) as Resources).sendMail).not.toHaveProperty('Condition');
  });
});

describe('the statements of a role', () => {
  const ACCOUNT = { 'aws:ResourceAccount': { Ref: 'AWS::AccountId' } };
  const read = { Effect: 'Allow', Action: ['s3:GetObject'], Resource: 'arn:aws:s3:::b/*' };
  const madeOf = (statement: object) => statementsOf({}, { 'self:custom.roles': { persist: [statement] } });

  it('of S3 are for objects of the own account alone', async () => {
    expect(await madeOf(read)).toContainEqual({ ...read, Condition: { StringEquals: ACCOUNT } });
  });

  it('of S3 keep their own conditions beside that of the account', async () => {
    const Condition = { StringEquals: { 's3:prefix': 'parts/' }, Bool: { 'aws:SecureTransport': 'true' } };
    expect(await madeOf({ ...read, Condition })).toContainEqual({
      ...read,
      Condition: { ...Condition, StringEquals: { 's3:prefix': 'parts/', ...ACCOUNT } },
    });
  });

  it.each(['events:PutEvents', ['events:DescribeRule', 'events:PutEvents']])(
    'that allow %j give the role the tag of a publisher',
    async (Action) => {
      const publish = { Effect: 'Allow', Action, Resource: 'arn:aws:events:eu-west-1:123456789012:event-bus/b' };
      const made = resourcesOf(await roles(variables({}, { 'self:custom.roles': { persist: [publish] } })));
      expect(made.PersistRole.Properties.Tags).toEqual([expect.objectContaining({ Key: 'customer-files-publisher' })]);
    },
  );

  it('that do not publish leave the role without the tag', async () => {
    const made = resourcesOf(await roles(variables({}, { 'self:custom.roles': { persist: [read] } })));
    expect(made.PersistRole.Properties).not.toHaveProperty('Tags');
  });
});

describe('the role of a function in a VPC', () => {
  it('lets Lambda make network interfaces, and denies the code of the function the same', async () => {
    const found = await statementsOf({}, { 'self:custom.roles': { persist: [] }, 'self:custom.inVpc, false': true });
    const [allowed, denied] = found.slice(-2) as { Effect: string; Action: string[]; Condition?: object }[];
    expect(allowed!.Effect).toBe('Allow');
    expect(denied).toMatchObject({
      Effect: 'Deny',
      Resource: '*',
      Condition: {
        ArnEquals: {
          'lambda:SourceFunctionArn': {
            'Fn::Sub':
              'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:customer-files-persistence-test-persist',
          },
        },
      },
    });
    expect(denied!.Action).toEqual(expect.arrayContaining(allowed!.Action));
  });
});
