import { ACCOUNT, REGION } from '../account';
import { AccessDenied } from '../iam/access-denied';
import { AwsError } from '../aws-error';
import type { FunctionSettings } from './function-settings';

/** Returns if Lambda may do this in the name of a function's role. Throws AccessDenied otherwise. */
export type AsRole = (settings: FunctionSettings, action: string, resource: string) => void;

/** What an event source mapping does with its queue. */
const MAPPING_ACTIONS = ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'] as const;

/** @throws AwsError InvalidParameterValueException, as CreateEventSourceMapping does, naming an action the role may not do */
export function checkMapping(asRole: AsRole, settings: FunctionSettings, queue: string): void {
  for (const action of MAPPING_ACTIONS) {
    try {
      asRole(settings, `sqs:${action}`, queue);
    } catch (error) {
      if (!(error instanceof AccessDenied)) throw error;
      throw new AwsError(
        'InvalidParameterValueException',
        `The function execution role does not have permissions to call ${action} on SQS: ${settings.name} on ${queue}`,
      );
    }
  }
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
