import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  DeleteBucketCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import type { CloudHandle } from '@customer-files/local-cloud';

// oxlint-disable-next-line typescript/no-explicit-any -- CloudFormation's shapes, checked by AWS
type Resource = { Type: string; DeletionPolicy?: string; Properties?: any };
type Resources = Record<string, Resource>;

/** The name that the framework's template is found under. */
const TEMPLATE = 'cloudformation-template-update-stack.json';

const DEPLOYMENT_BUCKET = 'ServerlessDeploymentBucket';

/** What happened to a resource, or to the stack as a whole. */
interface StackEvent {
  id: string;
  logicalId: string;
  type: string;
  status: string;
  reason: string;
}

export interface Stack {
  name: string;
  status: string;
  resources: Resources;
  /** The oldest first. */
  events: StackEvent[];
}

/** A request that CloudFormation refuses before it begins. */
export class ValidationError extends Error {}

/**
 * The stacks of an account whose resources are in an embedded cloud. They fail where AWS lets them fail because of
 * another stack, or of what is left in a bucket: a test cannot pass with an order that a real account refuses.
 */
export class Stacks {
  private readonly stacks = new Map<string, Stack>();
  private readonly s3: S3Client;

  constructor(
    private readonly cloud: CloudHandle,
    private readonly folder: string,
  ) {
    const { s3: endpoint, region, credentials } = cloud.endpoints;
    this.s3 = new S3Client({ endpoint, region, credentials });
  }

  get names(): string[] {
    return [...this.stacks.keys()];
  }

  /** @throws ValidationError where there is no such stack */
  find(name: string): Stack {
    const stack = this.stacks.get(name);
    if (!stack) throw new ValidationError(`Stack with id ${name} does not exist`);
    return stack;
  }

  /** The physical id of a resource; only that of the deployment bucket is ever asked for. */
  physicalId(name: string, logicalId: string): string {
    if (!(logicalId in this.find(name).resources))
      throw new ValidationError(`Resource ${logicalId} does not exist for stack ${name}`);
    return this.deploymentBucketOf(name);
  }

  /** The embedded cloud names a bucket without a name after its stack. */
  private deploymentBucketOf(name: string): string {
    return `${name}-${DEPLOYMENT_BUCKET}`.toLowerCase();
  }

  async create(name: string, template: string): Promise<void> {
    if (this.stacks.has(name)) throw new ValidationError(`Stack [${name}] already exists`);
    const stack: Stack = { name, status: '', resources: {}, events: [] };
    this.stacks.set(name, stack);
    await this.change(stack, 'CREATE', template);
  }

  /** @param url of a template in a bucket, as `https://s3.REGION.amazonaws.com/BUCKET/KEY` */
  async update(name: string, url: string): Promise<void> {
    const [, Bucket, Key] = /^https:\/\/[^/]+\/([^/]+)\/(.+)$/.exec(url)!;
    await this.change(this.find(name), 'UPDATE', (await this.object(Bucket!, Key!)).toString());
  }

  /** Deleting a stack that is not there succeeds. */
  async delete(name: string): Promise<void> {
    const stack = this.stacks.get(name);
    if (!stack) return;
    this.happened(stack, 'DELETE_IN_PROGRESS');
    const failure = await this.whyNotDeleted(stack);
    if (failure) {
      this.happened(stack, 'DELETE_FAILED', failure.reason, failure.logicalId);
      this.happened(stack, 'DELETE_FAILED', `The following resource(s) failed to delete: [${failure.logicalId}].`);
      return;
    }
    await this.s3.send(new DeleteBucketCommand({ Bucket: this.deploymentBucketOf(name) }));
    this.stacks.delete(name);
  }

  private async change(stack: Stack, verb: 'CREATE' | 'UPDATE', template: string): Promise<void> {
    this.happened(stack, `${verb}_IN_PROGRESS`);
    const { Resources } = JSON.parse(template) as { Resources: Resources };
    const before = stack.resources;
    stack.resources = Resources;
    try {
      await this.checkNew(stack, before);
      await this.deploy(stack, template);
      this.happened(stack, `${verb}_COMPLETE`);
    } catch (error) {
      stack.resources = before;
      this.happened(stack, `${verb}_FAILED`, (error as Error).message, 'Resource');
      this.happened(stack, verb === 'CREATE' ? 'ROLLBACK_COMPLETE' : 'UPDATE_ROLLBACK_COMPLETE');
    }
  }

  /** What AWS refuses: a bucket of this name that no stack made, and a rule on a bus that is not there. */
  private async checkNew({ resources }: Stack, before: Resources): Promise<void> {
    for (const [logicalId, { Type, Properties }] of Object.entries(resources)) {
      if (Type === 'AWS::Events::Rule' && Properties.EventBusName && !this.busOf(Properties.EventBusName))
        throw new Error(`Event bus ${Properties.EventBusName} does not exist.`);
      const name = Type === 'AWS::S3::Bucket' && !(logicalId in before) && this.nameOf(Properties?.BucketName);
      if (name && (await this.hasBucket(name))) throw new Error(`${name} already exists`);
    }
  }

  /** Hands the template, and the bundles that it names, to the embedded cloud. */
  private async deploy({ name, resources }: Stack, template: string): Promise<void> {
    const directory = join(this.folder, name);
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, TEMPLATE), template);
    for (const { Type, Properties } of Object.values(resources)) {
      if (Type !== 'AWS::Lambda::Function') continue;
      const { S3Key } = Properties.Code as { S3Key: string };
      writeFileSync(join(directory, basename(S3Key)), await this.object(this.deploymentBucketOf(name), S3Key));
    }
    await this.cloud.deploy(name, directory);
  }

  /** The resource that AWS would not delete; null where all can be. */
  private async whyNotDeleted({ name, resources }: Stack): Promise<{ logicalId: string; reason: string } | null> {
    const Bucket = this.deploymentBucketOf(name);
    const { KeyCount } = await this.s3.send(new ListObjectsV2Command({ Bucket }));
    if (KeyCount! > 0)
      return { logicalId: DEPLOYMENT_BUCKET, reason: `The bucket you tried to delete is not empty (${Bucket})` };
    for (const [logicalId, { Type, DeletionPolicy, Properties }] of Object.entries(resources)) {
      if (Type === 'AWS::S3::Bucket' && logicalId !== DEPLOYMENT_BUCKET && !DeletionPolicy?.startsWith('Retain'))
        return { logicalId, reason: 'The bucket you tried to delete is not empty' };
      if (Type === 'AWS::Events::EventBus' && this.hasRules(Properties.Name))
        return { logicalId, reason: `Cannot delete event bus ${Properties.Name} because it still has rules` };
    }
    return null;
  }

  private busOf(name: string): Stack | undefined {
    return [...this.stacks.values()].find(({ resources }) =>
      Object.values(resources).some(
        ({ Type, Properties }) => Type === 'AWS::Events::EventBus' && Properties.Name === name,
      ),
    );
  }

  private hasRules(bus: string): boolean {
    return [...this.stacks.values()].some(({ resources }) =>
      Object.values(resources).some(
        ({ Type, Properties }) => Type === 'AWS::Events::Rule' && Properties.EventBusName === bus,
      ),
    );
  }

  private nameOf(name: string | { 'Fn::Sub': string } | undefined): string | undefined {
    return (typeof name === 'object' ? name['Fn::Sub'] : name)?.replace(
      '${AWS::AccountId}',
      this.cloud.endpoints.account,
    );
  }

  private async hasBucket(Bucket: string): Promise<boolean> {
    return this.s3.send(new HeadBucketCommand({ Bucket })).then(
      () => true,
      () => false,
    );
  }

  private async object(Bucket: string, Key: string): Promise<Buffer> {
    const { Body } = await this.s3.send(new GetObjectCommand({ Bucket, Key }));
    return Buffer.from(await Body!.transformToByteArray());
  }

  private happened(stack: Stack, status: string, reason = '', logicalId = stack.name): void {
    const isStack = logicalId === stack.name;
    if (isStack) stack.status = status;
    stack.events.push({
      id: `${stack.name}-${stack.events.length}`,
      logicalId,
      type: isStack
        ? 'AWS::CloudFormation::Stack'
        : (stack.resources[logicalId]?.Type ?? 'AWS::CloudFormation::Resource'),
      status,
      reason,
    });
  }
}
