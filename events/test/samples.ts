import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(__dirname, '..', 'samples');

/** The detail of an event, as it was published. */
export type Detail = Record<string, unknown>;

/** Every sample: the event's version (`CustomerFileRefused.v1`), its variant, and its detail. */
export const samples = (): [string, string, Detail][] =>
  readdirSync(FOLDER).flatMap((file) =>
    Object.entries(JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Record<string, Detail>).map(
      ([variant, detail]): [string, string, Detail] => [file.slice(0, -'.json'.length), variant, detail],
    ),
  );
