import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type CustomerFileProcessed, FeedSettings } from '@customer-files/events';
import { type CloudHandle, type Happening, type MeanSettings, startCloud } from '@customer-files/local-cloud';
import { localAccount } from '../../src/account';
import { clientOf, deployAll, landingBucket, localTarget, STAGE } from '../../src/deployment';
import { type Packaged, packageServices } from '../../src/packages';
import { Queues } from '../../src/queues';
import { ROOT, STATE } from '../../src/root';
import type { Generated } from './generated';

const TEMPLATE = 'cloudformation-template-update-stack.json';

/** A crash between claim and record holds a report up for as long as the lease is; nobody wants to wait two minutes for each. */
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

/** A mean cloud with the packaged services in it, and all that is heard of it. */
export class MeanWorld {
  readonly faults = new Map<string, number>();
  readonly deadLetters: string[] = [];
  private readonly endings: CustomerFileProcessed[] = [];
  private readonly queues: Queues;

  private constructor(
    readonly cloud: CloudHandle,
    private readonly folder: string,
    private readonly packages: readonly Packaged[],
  ) {
    this.queues = new Queues(localAccount(cloud));
    cloud.on((happening) => this.hear(happening));
  }

  /** Calm, with nothing deployed yet. */
  static async start(): Promise<MeanWorld> {
    const folder = mkdtempSync(join(tmpdir(), 'mean-cloud-'));
    const packages = await packageServices({ root: ROOT, state: STATE, target: localTarget(new FeedSettings()) });
    const cloud = await startCloud({ state: join(folder, 'state'), ports: 'free', mean: { seed: 0 } });
    const world = new MeanWorld(
      cloud,
      folder,
      packages.map((one) => withShortLease(one, folder)),
    );
    await world.mean(null);
    return world;
  }

  /** In a calm time. */
  async deploy(feed: Partial<FeedSettings>): Promise<void> {
    await deployAll(this.cloud, this.packages, Object.assign(new FeedSettings(), feed), this.folder);
  }

  mean(settings: MeanSettings | null): Promise<unknown> {
    return this.cloud.local('mean', { settings });
  }

  /** Drops a file once, however often S3 fails: a second version would be a second file. */
  async drop({ key, text }: Generated): Promise<void> {
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

  /** Every summary of a file's ending that was published. */
  endingsOf({ key }: Generated): CustomerFileProcessed[] {
    return this.endings.filter(({ object }) => object.key === key);
  }

  /** Resolves when nothing is under way any more: what a queue was seen without may have got a message while the next was looked at. */
  async idle(): Promise<void> {
    for (let times = 0; times < 3; times++) await this.queues.idle(STAGE);
  }

  async close(): Promise<void> {
    await this.cloud.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private hear(happening: Happening): void {
    if (happening.type === 'fault') this.faults.set(happening.kind, (this.faults.get(happening.kind) ?? 0) + 1);
    if (happening.type === 'dead-letter') this.deadLetters.push(happening.reason);
    if (happening.type === 'event' && happening.event['detail-type'] === 'CustomerFileProcessed')
      this.endings.push(happening.event.detail as unknown as CustomerFileProcessed);
  }
}
