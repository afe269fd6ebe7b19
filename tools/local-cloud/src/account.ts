/** The account and region of the embedded cloud. */
export const ACCOUNT = '000000000000';
export const REGION = 'eu-west-1';

export const queueArn = (name: string): string => `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`;
export const functionArn = (name: string): string => `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`;
export const busArn = (name: string): string => `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/${name}`;
export const ruleArn = (bus: string, name: string): string =>
  `arn:aws:events:${REGION}:${ACCOUNT}:rule/${bus === 'default' ? '' : `${bus}/`}${name}`;
export const roleArn = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`;
export const parameterArn = (name: string): string =>
  `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter${name.startsWith('/') ? name : `/${name}`}`;
export const archiveArn = (name: string): string => `arn:aws:events:${REGION}:${ACCOUNT}:archive/${name}`;
export const replayArn = (name: string): string => `arn:aws:events:${REGION}:${ACCOUNT}:replay/${name}`;

/** Returns the last part of an ARN: the name of a queue, function, bus, archive or rule. */
export const nameOf = (arn: string): string => arn.slice(Math.max(arn.lastIndexOf(':'), arn.lastIndexOf('/')) + 1);
