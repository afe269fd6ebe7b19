/** One or several, as policies write lists. */
export type OneOrMany<Value> = Value | readonly Value[];

/** The conditions of a statement: operator → condition key → values. */
export type ConditionBlock = Readonly<Record<string, Readonly<Record<string, OneOrMany<string | boolean | number>>>>>;

/** A statement of an IAM policy, its intrinsics resolved. */
export interface Statement {
  Sid?: string;
  Effect: 'Allow' | 'Deny';
  /** Only in policies of resources: `'*'`, services, or accounts, users and roles by their ARN. */
  Principal?: '*' | { Service?: OneOrMany<string>; AWS?: OneOrMany<string> };
  Action?: OneOrMany<string>;
  NotAction?: OneOrMany<string>;
  Resource?: OneOrMany<string>;
  NotResource?: OneOrMany<string>;
  Condition?: ConditionBlock;
}

/** An IAM policy, of an identity or of a resource. */
export interface PolicyDocument {
  Version?: string;
  Statement: OneOrMany<Statement>;
}

/** A list of what stands alone or in a list; empty where nothing stands there. */
export const listOf = <Value>(value: OneOrMany<Value> | undefined): readonly Value[] =>
  value === undefined ? [] : Array.isArray(value) ? (value as readonly Value[]) : [value as Value];

/**
 * Whether a text matches a pattern in which `*` stands for any characters and `?` for one. In time linear in both for each
 * star, whatever the pattern.
 */
export function matchesWildcard(pattern: string, text: string): boolean {
  let [p, t, star, mark] = [0, 0, -1, 0];
  while (t < text.length) {
    if (p < pattern.length && (pattern[p] === '?' || (pattern[p] === text[t] && pattern[p] !== '*'))) {
      p++;
      t++;
    } else if (pattern[p] === '*') {
      star = p++;
      mark = t;
    } else if (star >= 0) {
      p = star + 1;
      t = ++mark;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

const ARN_PARTS = 6;

function arnParts(arn: string): string[] {
  const parts = arn.split(':');
  return parts.length <= ARN_PARTS ? parts : [...parts.slice(0, ARN_PARTS - 1), parts.slice(ARN_PARTS - 1).join(':')];
}

/** Whether an ARN matches a pattern part by part: a `*` does not reach over a colon, but in the last part. */
export function matchesArn(pattern: string, arn: string): boolean {
  if (pattern === '*') return true;
  const [patterns, parts] = [arnParts(pattern), arnParts(arn)];
  return patterns.length === parts.length && patterns.every((part, i) => matchesWildcard(part, parts[i]!));
}
