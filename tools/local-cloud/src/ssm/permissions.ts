import { ACCOUNT, parameterArn, REGION } from '../account';
import type { RequestContext } from '../iam/conditions';
import type { Parameters } from './parameters';

/** A permission that an action asks for, of SSM itself or of KMS on its behalf. */
interface Permission {
  action: string;
  resource: string;
  context?: RequestContext;
}

/** The key of all SecureStrings. Its use is left to IAM, as that of a customer-managed key. */
const KEY_ARN = `arn:aws:kms:${REGION}:${ACCOUNT}:key/0d1f3c5e-0000-4000-8000-000000000000`;

const withKey = (action: string, name: string): Permission => ({
  action,
  resource: KEY_ARN,
  context: {
    'kms:ViaService': `ssm.${REGION}.amazonaws.com`,
    'kms:CallerAccount': ACCOUNT,
    'kms:EncryptionContext:PARAMETER_ARN': parameterArn(name),
  },
});

interface Input {
  Name?: string;
  Names?: string[];
  WithDecryption?: boolean;
  Type?: string;
}

/** Returns what the caller of an action of SSM must be permitted to do: each name is a resource of its own. */
export function parameterPermissions(parameters: Parameters, action: string, input: Input): Permission[] {
  const names = [...(input.Name === undefined ? [] : [input.Name]), ...(input.Names ?? [])];
  const onNames = names.map((name) => ({ action: `ssm:${action}`, resource: parameterArn(name) }));
  const isSecret = (name: string): boolean => (parameters.get(name)?.Type ?? input.Type) === 'SecureString';
  const keyAction = action === 'PutParameter' ? 'kms:Encrypt' : input.WithDecryption ? 'kms:Decrypt' : null;
  const onKey = keyAction === null ? [] : names.filter(isSecret).map((name) => withKey(keyAction, name));
  return [...onNames, ...onKey];
}
