import { ACCOUNT, REGION } from '../account';
import { AwsError } from '../aws-error';
import type { Parameter, Parameters } from './parameters';

type Input = {
  Name?: string;
  Names?: string[];
  WithDecryption?: boolean;
  Value?: string;
  Type?: Parameter['Type'];
  Overwrite?: boolean;
};
type Action = (parameters: Parameters, input: Input, now: Date) => object;

/** Returns a parameter as the API shows it: a SecureString without decryption has an encrypted-looking value. */
function shown(parameter: Parameter, decrypt: boolean | undefined): object {
  const isEncrypted = parameter.Type === 'SecureString' && !decrypt;
  const Value = isEncrypted ? `AQICAH${Buffer.from(String(parameter.Version)).toString('base64')}` : parameter.Value;
  return { ...parameter, Value, ARN: `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter${parameter.Name}`, DataType: 'text' };
}

/** Counts the SecureStrings that a request decrypts. */
export function decryptions(parameters: Parameters, { Name, Names = [], WithDecryption }: Input): number {
  if (!WithDecryption) return 0;
  return [...(Name === undefined ? [] : [Name]), ...Names].filter(
    (name) => parameters.get(name)?.Type === 'SecureString',
  ).length;
}

/** The supported actions of SSM Parameter Store. */
export const SSM_ACTIONS: Record<string, Action> = {
  GetParameter(parameters, { Name = '', WithDecryption }) {
    const parameter = parameters.get(Name);
    if (!parameter) throw new AwsError('ParameterNotFound', 'The parameter does not exist.');
    return { Parameter: shown(parameter, WithDecryption) };
  },

  GetParameters(parameters, { Names = [], WithDecryption }) {
    const found = Names.flatMap((name) => parameters.get(name) ?? []);
    return {
      Parameters: found.map((parameter) => shown(parameter, WithDecryption)),
      InvalidParameters: Names.filter((name) => !parameters.get(name)),
    };
  },

  PutParameter(parameters, { Name = '', Value = '', Type = 'String', Overwrite = false }, now) {
    const earlier = parameters.get(Name);
    if (earlier && !Overwrite)
      throw new AwsError(
        'ParameterAlreadyExists',
        'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
      );
    if (!Value) throw new AwsError('ValidationException', 'The value of a parameter cannot be empty.');
    const Version = (earlier?.Version ?? 0) + 1;
    parameters.put({ Name, Type: earlier?.Type ?? Type, Value, Version, LastModifiedDate: now.getTime() / 1000 });
    return { Version, Tier: 'Standard' };
  },
};
