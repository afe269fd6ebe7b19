import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Created, resolve, TemplateUnsupported } from './intrinsics';
import type { Estate } from './resource';
import { RESOURCE_TYPES } from './resource-types';

const TEMPLATE = 'cloudformation-template-update-stack.json';

interface Template {
  Resources: Record<string, { Type: string; Properties?: unknown }>;
}

/** A hash of what is deployed; the time that packaging puts in keys does not count. */
function contentOf(directory: string): string {
  const hash = createHash('sha256');
  const template = readFileSync(join(directory, TEMPLATE), 'utf8').replace(/"serverless\/[^"]*\/([^"/]+)"/g, '"$1"');
  hash.update(template);
  for (const zip of readdirSync(directory)
    .filter((name) => name.endsWith('.zip'))
    .sort())
    hash.update(readFileSync(join(directory, zip)));
  return hash.digest('hex');
}

/** The function that belongs to a deployment did not do its work. */
export class AfterwardsFailed extends Error {
  override readonly name = 'AfterwardsFailed';

  constructor(name: string, reason: string) {
    super(`${name} failed: ${reason}; its log is .local/logs/${name}.log`);
  }
}

/** What is to be deployed, and the function that has to run before it counts as deployed (migrations). */
export interface Deployment {
  service: string;
  directory: string;
  afterwards: string | null;
}

/** Deploys what `serverless package` left in a folder. */
export class Deployer {
  private readonly deployed = new Map<string, string>();
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly estate: Estate) {}

  /**
   * False where the same content is deployed already. One after the other, so that whoever deploys the same at the same
   * time finds it whole. Throws {@link TemplateUnsupported}, naming what is not known, and {@link AfterwardsFailed}.
   */
  deploy(deployment: Deployment): Promise<boolean> {
    const deploying = this.last.then(() => this.deployNow(deployment));
    this.last = deploying.catch(() => undefined);
    return deploying;
  }

  private async deployNow({ service, directory, afterwards }: Deployment): Promise<boolean> {
    const content = contentOf(directory);
    if (this.deployed.get(service) === content) return false;
    const { Resources } = JSON.parse(readFileSync(join(directory, TEMPLATE), 'utf8')) as Template;
    for (const [logicalId, { Type }] of Object.entries(Resources)) {
      if (!(Type in RESOURCE_TYPES))
        throw new TemplateUnsupported(`${service}: ${logicalId} is an ${Type}, which the embedded cloud does not know`);
    }
    await this.create(service, directory, Resources);
    if (afterwards !== null) await this.run(afterwards);
    this.deployed.set(service, content);
    return true;
  }

  private async run(name: string): Promise<void> {
    const { error } = await this.estate.lambda.invoke(name, {});
    if (error) throw new AfterwardsFailed(name, error.message);
  }

  /** Creates every resource after those that it refers to. */
  private async create(service: string, directory: string, resources: Template['Resources']): Promise<void> {
    const created = new Map<string, Promise<Created>>();
    const find = (logicalId: string, path: readonly string[] = []): Promise<Created> => {
      const known = created.get(logicalId);
      if (known) return known;
      const resource = resources[logicalId];
      if (!resource) throw new TemplateUnsupported(`${service} refers to ${logicalId}, which is not in its template`);
      const here = [...path, logicalId];
      if (path.includes(logicalId)) throw new TemplateUnsupported(`${service}: ${here.join(' -> ')} is a circle`);
      const making = resolve((next) => find(next, here), resource.Properties ?? {}).then((properties) =>
        RESOURCE_TYPES[resource.Type]!({ logicalId, service, directory, properties }, this.estate),
      );
      created.set(logicalId, making);
      return making;
    };
    await Promise.all(Object.keys(resources).map((logicalId) => find(logicalId)));
  }
}
