import { ACCOUNT, REGION } from '../account';
import { isObject } from '../eventbridge/pattern/value-test';

/** A template that the embedded cloud cannot deploy. The message names what is not supported, and where. */
export class TemplateUnsupported extends Error {
  override readonly name = 'TemplateUnsupported';
}

/** What other resources can refer to after a resource was created. */
export interface Created {
  /** The value of `Ref`. */
  ref: string;
  /** The values of `Fn::GetAtt`. */
  attributes: Record<string, string>;
}

/** Returns a resource by its logical id, as soon as it is created. */
type Find = (logicalId: string) => Promise<Created>;

const PSEUDO: Record<string, string> = {
  'AWS::AccountId': ACCOUNT,
  'AWS::Region': REGION,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::StackName': 'local',
};

async function attribute(find: Find, logicalId: string, name: string): Promise<string> {
  const value = (await find(logicalId)).attributes[name];
  if (value === undefined) throw new TemplateUnsupported(`${logicalId} has no attribute ${name} in the embedded cloud`);
  return value;
}

async function reference(find: Find, name: string): Promise<string> {
  return PSEUDO[name] ?? (await find(name)).ref;
}

async function substitute(find: Find, argument: unknown): Promise<string> {
  const [text, variables] = (Array.isArray(argument) ? argument : [argument, {}]) as [string, Record<string, unknown>];
  const pieces = await Promise.all(
    text.split(/(\$\{[^}]+\})/).map(async (piece) => {
      const name = /^\$\{([^}]+)\}$/.exec(piece)?.[1];
      if (!name) return piece;
      if (name.startsWith('!')) return `\${${name.slice(1)}}`;
      if (name in variables) return String(await resolve(find, variables[name]));
      const [logicalId, ...rest] = name.split('.');
      return rest.length > 0 ? attribute(find, logicalId!, rest.join('.')) : reference(find, name);
    }),
  );
  return pieces.join('');
}

const INTRINSICS: Record<string, (find: Find, argument: unknown) => Promise<unknown>> = {
  Ref: (find, name) => reference(find, name as string),
  'Fn::GetAtt': (find, argument) => {
    const [logicalId, ...rest] = Array.isArray(argument) ? (argument as string[]) : String(argument).split('.');
    return attribute(find, logicalId!, rest.join('.'));
  },
  'Fn::Sub': substitute,
  'Fn::Join': async (find, argument) => {
    const [separator, parts] = argument as [string, unknown];
    return ((await resolve(find, parts)) as string[]).join(separator);
  },
  'Fn::Select': async (find, argument) => {
    const [index, list] = argument as [string, unknown];
    return ((await resolve(find, list)) as unknown[])[Number(index)];
  },
  'Fn::Split': async (find, argument) => {
    const [separator, text] = argument as [string, unknown];
    return ((await resolve(find, text)) as string).split(separator);
  },
};

/**
 * Resolves the intrinsic functions in a part of a template.
 *
 * @throws TemplateUnsupported naming a function that is not supported
 */
export async function resolve(find: Find, value: unknown): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map((one) => resolve(find, one)));
  if (!isObject(value)) return value;
  const entries = Object.entries(value);
  const [[name, argument] = ['', undefined]] = entries;
  if (entries.length === 1 && (name === 'Ref' || name.startsWith('Fn::'))) {
    const intrinsic = INTRINSICS[name];
    if (!intrinsic) throw new TemplateUnsupported(`the intrinsic function ${name} is not known to the embedded cloud`);
    return intrinsic(find, argument);
  }
  return Object.fromEntries(await Promise.all(entries.map(async ([key, one]) => [key, await resolve(find, one)])));
}
