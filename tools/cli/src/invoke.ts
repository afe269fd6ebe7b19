import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { type Account, notFound } from './account';
import { functionOf } from './consumers';

/** A function that a command invokes, by its service and its name there. */
interface Invocable {
  service: string;
  name: string;
}

/**
 * Invokes a function of a stage with the credentials of the caller, and waits for its answer.
 *
 * @throws with the function's own message where it failed
 */
export async function invoke<Answer>(account: Account, invocable: Invocable, payload: object): Promise<Answer> {
  const name = functionOf(invocable, account.stage);
  const lambda = new LambdaClient(account.functions);
  const { Payload, FunctionError } = await lambda
    .send(new InvokeCommand({ FunctionName: name, Payload: Buffer.from(JSON.stringify(payload)) }))
    .catch((error: unknown) => Promise.reject(notFound(error, `the function ${name}`, account)));
  const answer = JSON.parse(Buffer.from(Payload ?? []).toString('utf8')) as Answer & { errorMessage?: string };
  if (FunctionError) throw new Error(`${name} failed: ${answer.errorMessage ?? FunctionError}`);
  return answer;
}
