import { archiveArn, busArn, nameOf, ruleArn } from '../account';
import type { Target } from '../eventbridge/delivery/delivery';
import type { Pattern } from '../eventbridge/pattern/compile-pattern';
import { TemplateUnsupported } from './intrinsics';
import type { Create } from './resource';
import { scheduledRule } from './schedule-resource';

/** An event bus. */
export const bus: Create = ({ properties: { Name } }, { bridge }) => {
  bridge.createBus(Name);
  return { ref: Name, attributes: { Arn: busArn(Name), Name } };
};

interface TargetProperties {
  Arn: string;
  DeadLetterConfig?: { Arn: string };
  RetryPolicy?: { MaximumRetryAttempts?: number; MaximumEventAgeInSeconds?: number };
}

function targetOf({ Arn, DeadLetterConfig, RetryPolicy }: TargetProperties): Target {
  if (!Arn.startsWith('arn:aws:sqs:'))
    throw new TemplateUnsupported(`the target ${Arn}: rules of the embedded cloud have SQS queues as targets`);
  return {
    arn: Arn,
    deadLetters: DeadLetterConfig && nameOf(DeadLetterConfig.Arn),
    maximumRetryAttempts: RetryPolicy?.MaximumRetryAttempts ?? 185,
    maximumEventAgeSeconds: RetryPolicy?.MaximumEventAgeInSeconds ?? 86_400,
  };
}

/** A rule: one with a pattern has queues as targets, one with a schedule invokes a function. */
export const rule: Create = (resource, context) =>
  (resource.properties.ScheduleExpression === undefined ? patternRule : scheduledRule)(resource, context);

const patternRule: Create = ({ properties: { Name, EventBusName = 'default', EventPattern, Targets } }, { bridge }) => {
  bridge.putRule(nameOf(EventBusName), Name, EventPattern as Pattern, (Targets as TargetProperties[]).map(targetOf));
  return { ref: Name, attributes: { Arn: ruleArn(nameOf(EventBusName), Name) } };
};

/** An archive. */
export const archive: Create = async (
  { properties: { ArchiveName, SourceArn, Description, EventPattern, RetentionDays = 0 } },
  { bridge },
) => {
  const pattern = EventPattern as Pattern | undefined;
  await bridge.createArchive({
    name: ArchiveName,
    bus: nameOf(SourceArn),
    description: Description,
    pattern,
    retentionDays: Number(RetentionDays),
  });
  return { ref: ArchiveName, attributes: { Arn: archiveArn(ArchiveName), ArchiveName } };
};
