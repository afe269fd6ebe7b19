import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { keepNumberTexts } from '../eventbridge/pattern/json';
import { type Created, resolve, TemplateUnsupported } from './intrinsics';
import type { DeployContext } from './resource';
import { RESOURCE_TYPES } from './resource-types';

const TEMPLATE = 'cloudformation-template-update-stack.json';

interface Template {
  Resources: Record<string, { Type: string; Properties?: unknown }>;
}

/** Hashes what is deployed, without the time stamp that packaging puts into S3 keys. */
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

/** The post-deploy function of a service has failed. */
export class PostDeployFailed extends Error {
  override readonly name = 'PostDeployFailed';

  constructor(name: string, reason: string) {
    super(`${name} failed: ${reason}; its log is .local/logs/${name}.log`);
  }
}

/** A service to deploy. */
export interface Deployment {
  service: string;
  /** Where `serverless package` left the template and the bundles. */
  directory: string;
  /** Name of a function to invoke before the service counts as deployed (migrations), or null. */
  postDeploy: string | null;
}

/** Deploys what `serverless package` left in a directory. */
export class Deployer {
  private readonly deployed = new Map<string, string>();
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly context: DeployContext) {}

  /**
   * Deploys a service. Deployments run one after another, so that a client that deploys the same content at the same
   * time as another finds it complete.
   *
   * @returns false if the same content is already deployed
   * @throws TemplateUnsupported naming what is not supported
   * @throws PostDeployFailed
   */
  deploy(deployment: Deployment): Promise<boolean> {
    const deploying = this.last.then(() => this.deployNow(deployment));
    this.last = deploying.catch(() => undefined);
    return deploying;
  }

  private async deployNow({ service, directory, postDeploy }: Deployment): Promise<boolean> {
    const content = contentOf(directory);
    if (this.deployed.get(service) === content) return false;
    const { Resources } = JSON.parse(readFileSync(join(directory, TEMPLATE), 'utf8'), keepNumberTexts) as Template;
    for (const [logicalId, { Type }] of Object.entries(Resources)) {
      if (!(Type in RESOURCE_TYPES))
        throw new TemplateUnsupported(`${service}: ${logicalId} is an ${Type}, which the embedded cloud does not know`);
    }
    await this.create(service, directory, Resources);
    this.context.authorizer.policies.retain(service, new Set(Object.keys(Resources)));
    if (postDeploy !== null) await this.invoke(postDeploy);
    this.deployed.set(service, content);
    return true;
  }

  private async invoke(name: string): Promise<void> {
    const { error } = await this.context.lambda.invoke(name, {});
    if (error) throw new PostDeployFailed(name, error.message);
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
      const creating = resolve((next) => find(next, here), resource.Properties ?? {}).then((properties) =>
        RESOURCE_TYPES[resource.Type]!({ logicalId, service, directory, properties }, this.context),
      );
      created.set(logicalId, creating);
      return creating;
    };
    await Promise.all(Object.keys(resources).map((logicalId) => find(logicalId)));
  }
}
