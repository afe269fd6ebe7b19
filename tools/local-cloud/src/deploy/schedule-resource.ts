import { randomUUID } from 'node:crypto';
import { ACCOUNT, functionArn, nameOf, REGION, ruleArn } from '../account';
import { millisecondsOf } from '../eventbridge/schedule/schedules';
import { eventBridgeFor } from '../iam/caller';
import { TemplateUnsupported } from './intrinsics';
import type { Create, DeployContext } from './resource';

/** The event that a scheduled function receives; `resources` contains the ARN of the rule. */
function scheduledEvent(arn: string, now: Date): object {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: ACCOUNT,
    time: `${now.toISOString().slice(0, 19)}Z`,
    region: REGION,
    resources: [arn],
    detail: {},
  };
}

/** Returns the name of the function that a scheduled rule invokes. */
function functionOf(rule: string, targets: readonly Record<string, unknown>[]): string {
  const [target, ...more] = targets;
  const { Arn, Id: _, ...rest } = target ?? {};
  const unsupported = more.length > 0 ? ['several'] : Object.keys(rest);
  if (unsupported.length > 0) {
    throw new TemplateUnsupported(
      `the scheduled rule ${rule}: the embedded cloud knows one target with its Arn, not ${unsupported.join(', ')}`,
    );
  }
  if (!String(Arn).startsWith('arn:aws:lambda:'))
    throw new TemplateUnsupported(
      `the target ${String(Arn)} of the scheduled rule ${rule}: schedules of the embedded cloud invoke functions`,
    );
  return nameOf(String(Arn));
}

/** Invokes a function on behalf of a rule. The policy of the function has to permit it. */
async function invoke(name: string, rule: string, { authorizer, lambda, now }: DeployContext): Promise<void> {
  authorizer.authorize(eventBridgeFor(rule), 'lambda:InvokeFunction', functionArn(name));
  await lambda.invoke(name, scheduledEvent(rule, now()));
}

/** A rule that invokes a function at a rate, from its deployment until the embedded cloud ends. */
export const scheduledRule: Create = ({ logicalId, service, properties }, context) => {
  const { schedules, onError } = context;
  const {
    Name = `${service}-${logicalId}`,
    EventBusName,
    EventPattern,
    ScheduleExpression,
    State = 'ENABLED',
    Targets = [],
  } = properties;
  if (EventPattern || EventBusName)
    throw new TemplateUnsupported(
      `the scheduled rule ${Name}: it has an ${EventPattern ? 'EventPattern' : 'EventBusName'} too`,
    );
  if (State !== 'ENABLED')
    throw new TemplateUnsupported(
      `the scheduled rule ${Name}: its state is ${State}, and the embedded cloud knows ENABLED`,
    );
  const functionName = functionOf(Name, Targets);
  const arn = ruleArn('default', Name);
  schedules.put(Name, millisecondsOf(ScheduleExpression), () => invoke(functionName, arn, context).catch(onError));
  return { ref: Name, attributes: { Arn: arn } };
};
