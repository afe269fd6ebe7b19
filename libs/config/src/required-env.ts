/**
 * An environment variable that a function cannot do without. Read where the handler is loaded, so that a variable
 * missing from serverless.yml fails the first invocation with its name, and not some later call with `undefined`.
 *
 * @throws {Error} where it is not set, or empty
 */
export function requiredEnv(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`the environment variable ${name} is not set; add it to the function in serverless.yml`);
  return value;
}
