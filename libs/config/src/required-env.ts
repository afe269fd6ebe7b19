/**
 * An environment variable that a function needs. It is read when the handler is loaded, so that a variable missing from
 * serverless.yml fails the first invocation with its name, instead of some later call with `undefined`.
 *
 * @throws {Error} where the variable is not set, or is empty
 */
export function requiredEnv(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`the environment variable ${name} is not set; add it to the function in serverless.yml`);
  return value;
}
