import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Change, changeOf } from './compatibility';
import { type Documents, isSchema, published } from './documents';

const REMOVED: Change = { breaks: ['the whole version (removed)'], widens: [] };

/** What new documents do to the schemas that are published, by the names of their files; only what does something. */
export function changesOf(before: Documents, after: Documents): [string, Change][] {
  return Object.entries(before)
    .filter(([name]) => isSchema(name))
    .map(([name, schema]): [string, Change] => [
      name,
      after[name] ? changeOf({ ...schema }, { ...after[name] }) : REMOVED,
    ])
    .filter(([, { breaks, widens }]) => breaks.length + widens.length > 0);
}

/**
 * Writes the documents into a folder. A published schema is its events' contract: where one would break, nothing is
 * written and an error says so in one line.
 *
 * @returns what to keep in mind when deploying
 */
export function publishSchemas(folder: string, documents: Documents): string[] {
  const changes = changesOf(published(folder), documents);
  const breaking = changes
    .filter(([, { breaks }]) => breaks.length > 0)
    .map(([name, { breaks }]) => `${name}: ${breaks.join(', ')}`);
  if (breaking.length > 0)
    throw new Error(
      `this change breaks published schemas, add a version instead (events/README.md): ${breaking.join('; ')}`,
    );
  for (const [name, document] of Object.entries(documents))
    writeFileSync(join(folder, name), `${JSON.stringify(document, null, 2)}\n`);
  return changes.map(
    ([name, { widens }]) => `${name} accepts more, deploy its consumers before its publishers: ${widens.join(', ')}`,
  );
}
