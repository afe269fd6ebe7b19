import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SERVICES } from '../../../../services/conventions/services.cjs';
import { NETWORK_CHOICE, SENDER_CHOICE } from '../../bin/option-values.mjs';
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

/**
 * What is wrong with the network of persistence. It has no default here: the one of the template needs a database that
 * accepts the internet.
 */
function networkFaults(values: ReadonlyMap<string, string>): string[] {
  const network = values.get('network');
  if (network === undefined) return [NETWORK_CHOICE];
  if (network !== 'private' && network !== 'public') return [`--param network=${network}: it is private or public`];
  return ['subnetIds', 'securityGroupIds'].flatMap((name) => {
    if (network === 'private' && !values.get(name))
      return [`--param network=private needs ${name} too, such as --param=${name}=ID,ID`];
    if (network === 'public' && values.has(name))
      return [`--param ${name}: it belongs to network=private, and the network is public`];
    return [];
  });
}

/** What is wrong with the sender of notification. Without it, its roles may send as any identity of the account. */
function senderFaults(values: ReadonlyMap<string, string>): string[] {
  const sender = values.get('sender');
  if (sender === undefined) return [SENDER_CHOICE];
  if (/^[^\s<>@]+@[^\s<>@]+$/.test(sender)) return [];
  return [`--param sender=${sender}: write the address alone, such as --param=sender=feed@example.com`];
}

/** The parameters that no template takes: the framework would ignore a misspelt one. */
function unknownFaults(services: readonly string[], names: Iterable<string>): string[] {
  const known = parametersOf(services);
  const takes = services.length > 1 ? 'take' : 'takes';
  return [...names]
    .filter((name) => !known.includes(name))
    .map(
      (name) => `--param ${name}: ${services.join(', ')} ${takes} no such parameter; name one of ${known.join(', ')}`,
    );
}

/**
 * Checks the parameters of a deploy.
 *
 * @param params `name=value`
 * @throws {UsageError} that names everything that is wrong or missing
 */
export function checkParameters(services: readonly string[], params: readonly string[], deploying: boolean): void {
  const values = new Map<string, string>();
  for (const param of params) {
    const at = param.indexOf('=');
    values.set(param.slice(0, at), param.slice(at + 1));
  }
  const faults = [
    ...unknownFaults(services, values.keys()),
    ...(deploying && services.includes('persistence') ? networkFaults(values) : []),
    ...(deploying && services.includes('notification') ? senderFaults(values) : []),
  ];
  if (faults.length > 0) throw new UsageError(faults.join('; '));
}
