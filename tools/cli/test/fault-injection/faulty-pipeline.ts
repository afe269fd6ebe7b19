import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CustomerFileProcessed, FeedSettings } from '@customer-files/events';
import { type CloudHandle, type LocalCloudEvent, type FaultProfile, startCloud } from '@customer-files/local-cloud';
import { localAccount } from '../../src/account';
import { clientOf, deployAll, landingBucket, localTarget, STAGE } from '../../src/local-deployment';
import { type Packaged, packageServices } from '../../src/packages';
import { Queues } from '../../src/queues';
import { ROOT, STATE } from '../../src/paths';
import { trustedEvent } from '../../src/trusted-event';
import type { GeneratedFile } from './generated-files';

const TEMPLATE = 'cloudformation-template-update-stack.json';

/**
 * A crash while a lease is held delays an e-mail until the lease expires: after two seconds here, instead of two
 * minutes.
 */
const LEASE_SECONDS = '2';

function withShortLease({ service, directory }: Packaged, folder: string): Packaged {
  if (service !== 'notification') return { service, directory };
  const changed = join(folder, service);
  cpSync(directory, changed, { recursive: true });
  const template = readFileSync(join(changed, TEMPLATE), 'utf8');
  writeFileSync(
    join(changed, TEMPLATE),
    template.replace(/"LEASE_SECONDS": *"\d+"/g, `"LEASE_SECONDS": "${LEASE_SECONDS}"`),
  );
  return { service, directory: changed };
}

/** The packaged services in an embedded cloud with fault injection, and the events that they publish there. */
export class FaultyPipeline {
  readonly faults = new Map<string, number>();
  readonly deadLetters: string[] = [];
  private readonly summaries: CustomerFileProcessed[] = [];
  private readonly queues: Queues;

  private constructor(
    readonly cloud: CloudHandle,
    private readonly folder: string,
    private readonly packages: readonly Packaged[],
  ) {
    this.queues = new Queues(localAccount(cloud));
    cloud.on((cloudEvent) => this.record(cloudEvent));
  }

  /** Starts the cloud without faults and without a deployed service. */
  static async start(): Promise<FaultyPipeline> {
    const folder = mkdtempSync(join(tmpdir(), 'fault-injection-'));
    const packages = await packageServices({ root: ROOT, state: STATE, target: localTarget(new FeedSettings()) });
    const cloud = await startCloud({ state: join(folder, 'state'), ports: 'free', faults: { seed: 0 } });
    const pipeline = new FaultyPipeline(
      cloud,
      folder,
      packages.map((one) => withShortLease(one, folder)),
    );
    await pipeline.injectFaults(null);
    return pipeline;
  }

  /** Deploys all services; to be called while no faults are injected. */
  async deploy(feed: Partial<FeedSettings>): Promise<void> {
    await deployAll(this.cloud, this.packages, Object.assign(new FeedSettings(), feed), this.folder);
  }

  /** Starts to inject faults by a profile; null stops it. */
  injectFaults(profile: FaultProfile | null): Promise<unknown> {
    return this.cloud.local('faults', { profile });
  }

  /** Uploads a file once, however often S3 fails: a second version would be a second file. */
  async upload({ key, text }: GeneratedFile): Promise<void> {
    const s3 = new S3Client({ ...clientOf(this.cloud.endpoints.s3, this.cloud.endpoints), maxAttempts: 20 });
    const put = new PutObjectCommand({
      Bucket: landingBucket(this.cloud.endpoints),
      Key: key,
      Body: text,
      IfNoneMatch: '*',
    });
    await s3.send(put).catch((error: Error) => {
      if (error.name !== 'PreconditionFailed') throw error;
    });
    s3.destroy();
  }

  /** Every summary that was published for a file. */
  summariesOf({ key }: GeneratedFile): CustomerFileProcessed[] {
    return this.summaries.filter(({ object }) => object.key === key);
  }

  /**
   * Resolves when all queues are empty. Checks three times: a queue that was empty may receive a message while the next
   * one is checked.
   */
  async idle(): Promise<void> {
    for (let times = 0; times < 3; times++) await this.queues.idle(STAGE);
  }

  async close(): Promise<void> {
    await this.cloud.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private record(cloudEvent: LocalCloudEvent): void {
    if (cloudEvent.type === 'fault') this.faults.set(cloudEvent.kind, (this.faults.get(cloudEvent.kind) ?? 0) + 1);
    if (cloudEvent.type === 'dead-letter') this.deadLetters.push(cloudEvent.reason);
    const event = cloudEvent.type === 'event' ? trustedEvent(cloudEvent) : null;
    if (event instanceof CustomerFileProcessed) this.summaries.push(event);
  }
}
