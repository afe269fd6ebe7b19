import { join } from 'node:path';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { isSchema, published } from '../schemas/documents';

/** The folder of the published schemas. */
export const PUBLISHED = join(__dirname, '..', 'schemas');

const ajv = new Ajv({ allErrors: true });
addFormats(ajv);

const checks = Object.fromEntries(
  Object.entries(published(PUBLISHED))
    .filter(([file]) => isSchema(file))
    .map(([file, schema]) => [file.slice(0, -'.json'.length), ajv.compile(schema)]),
);

/** The faults of a detail by the published schema of an event's version. */
export function schemaFaults(version: string, detail: unknown): string[] {
  const check = checks[version]!;
  return check(detail) ? [] : check.errors!.map(({ instancePath, message }) => `${instancePath} ${message}`);
}
