/** A resource of a CloudFormation template. */
export interface Resource {
  Type: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- CloudFormation's shapes, checked by AWS
  Properties: any;
}

/** A compiled CloudFormation template. */
export interface Template {
  Resources: Record<string, Resource>;
}

const PSEUDO_PARAMETERS: Record<string, string> = {
  'AWS::AccountId': '123456789012',
  'AWS::Region': 'eu-west-1',
  'AWS::Partition': 'aws',
};

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** The logical id of a resource that a template refers to by its ARN (`!GetAtt Queue.Arn`). */
export function targetId(reference: unknown): string {
  const [id, attribute] = ((reference as Record<string, unknown>)['Fn::GetAtt'] ?? []) as string[];
  if (!id || attribute !== 'Arn') throw new Error(`not a reference to an ARN: ${JSON.stringify(reference)}`);
  return id;
}

/**
 * The same value with each `Fn::Sub` of a pseudo parameter replaced by its text.
 *
 * @throws where the value contains another intrinsic function
 */
export function resolveIntrinsics(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(resolveIntrinsics);
  if (!isObject(value)) return value;
  const [[name, argument] = ['', null]] = Object.entries(value);
  if (name === 'Fn::Sub' && typeof argument === 'string') return substituted(argument);
  if (name === 'Ref' || name.startsWith('Fn::'))
    throw new Error(`the simulation does not resolve ${JSON.stringify(value)}`);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, resolveIntrinsics(one)]));
}

function substituted(text: string): string {
  return text.replace(/\$\{([^}]+)\}/g, (variable, name: string) => {
    const known = PSEUDO_PARAMETERS[name];
    if (known === undefined) throw new Error(`the simulation does not resolve ${variable} in ${text}`);
    return known;
  });
}
