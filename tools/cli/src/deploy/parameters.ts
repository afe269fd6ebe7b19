import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SERVICES } from '../../../../services/conventions/services.cjs';
import { UsageError } from '../../bin/usage-error.mjs';
import { ROOT } from '../paths';

/** A parameter as a template or a module of services/conventions asks for it. */
const PARAMETER = /\bparam:([A-Za-z]+)/g;

const parametersIn = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(PARAMETER)].map(([, name]) => name!);

/** The names of the parameters that the templates of these services take. */
export function parametersOf(services: readonly string[]): string[] {
  const conventions = join(ROOT, 'services', 'conventions');
  const files = readdirSync(conventions).map((name) => join(conventions, name));
  const folders = SERVICES.filter(({ name }) => services.includes(name)).map(({ folder }) => folder);
  const templates = folders.map((folder) => join(ROOT, folder, 'serverless.yml'));
  return [...new Set([...files, ...templates].flatMap(parametersIn))].sort();
}

const NETWORK_CHOICE =
  'say how persistence reaches the database: --param=network=private (in a VPC, with --param=subnetIds=ID,ID and ' +
  '--param=securityGroupIds=ID), or --param=network=public (outside a VPC, to a database that accepts the internet)';

/** The network of persistence has no default here: the one of the template needs a database that accepts the internet. */
function checkNetwork(values: ReadonlyMap<string, string>): void {
  const network = values.get('network');
  if (network === undefined) throw new UsageError(NETWORK_CHOICE);
  if (network !== 'private' && network !== 'public')
    throw new UsageError(`--param network=${network}: it is private or public`);
  for (const name of ['subnetIds', 'securityGroupIds']) {
    if (network === 'private' && !values.get(name))
      throw new UsageError(`--param network=private needs ${name} too, such as --param=${name}=ID,ID`);
    if (network === 'public' && values.has(name))
      throw new UsageError(`--param ${name}: it belongs to network=private, and the network is public`);
  }
}

/**
 * Checks the parameters of a deploy: the framework would ignore a misspelt one.
 *
 * @param params `name=value`
 * @throws {UsageError} that names the parameter
 */
export function checkParameters(services: readonly string[], params: readonly string[], deploying: boolean): void {
  const known = parametersOf(services);
  const values = new Map<string, string>();
  for (const param of params) {
    const at = param.indexOf('=');
    const name = param.slice(0, at);
    if (!known.includes(name))
      throw new UsageError(
        `--param ${name}: ${services.join(', ')} ${services.length > 1 ? 'take' : 'takes'} no such parameter; name one of ${known.join(', ')}`,
      );
    values.set(name, param.slice(at + 1));
  }
  if (deploying && services.includes('persistence')) checkNetwork(values);
}
