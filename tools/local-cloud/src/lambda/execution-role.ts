import { ACCOUNT, REGION } from '../account';
import { AccessDenied } from '../iam/access-denied';
import { AwsError } from '../aws-error';
import type { FunctionSettings } from './function-settings';

/** Returns if Lambda may do this in the name of a function's role. Throws AccessDenied otherwise. */
export type AsRole = (settings: FunctionSettings, action: string, resource: string) => void;

/** @throws AwsError InvalidParameterValueException, as Lambda words it, naming an action that the role may not do */
function checkActions(check: () => void, action: string, service: string, { name }: FunctionSettings): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof AccessDenied)) throw error;
    throw new AwsError(
      'InvalidParameterValueException',
      `${name}: The provided execution role does not have permissions to call ${action} on ${service}`,
    );
  }
}

/** What an event source mapping does with its queue. */
const MAPPING_ACTIONS = ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'] as const;

/** @throws AwsError InvalidParameterValueException, as CreateEventSourceMapping does */
export function checkMapping(asRole: AsRole, settings: FunctionSettings, queue: string): void {
  for (const action of MAPPING_ACTIONS)
    checkActions(() => asRole(settings, `sqs:${action}`, queue), action, 'SQS', settings);
}

/** What Lambda does for a function that is traced. */
const TRACING_ACTIONS = ['PutTraceSegments', 'PutTelemetryRecords'] as const;

/** @throws AwsError InvalidParameterValueException, as CreateFunction does with active tracing */
export function checkTracing(asRole: AsRole, settings: FunctionSettings): void {
  for (const action of TRACING_ACTIONS)
    checkActions(() => asRole(settings, `xray:${action}`, '*'), action, 'XRAY', settings);
}

/** Whether a function may write its log. One that may not runs without, as on AWS. */
export function mayLog(asRole: AsRole, settings: FunctionSettings): boolean {
  const stream = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/lambda/${settings.name}:log-stream:local`;
  try {
    asRole(settings, 'logs:CreateLogStream', stream);
    asRole(settings, 'logs:PutLogEvents', stream);
    return true;
  } catch (error) {
    if (error instanceof AccessDenied) return false;
    throw error;
  }
}
