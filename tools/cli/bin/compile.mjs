import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { contentHash } from './content-hash.mjs';
import { MODULES, ROOT } from './paths.mjs';

const CACHE = join(MODULES, '.cache', 'customer-files');

/** The sources of `check`. */
const SOURCES = [
  'tools/cli/src',
  'tools/cli/bin/usage-error.mjs',
  'events',
  'libs',
  'services/ingestion/src',
  'services/validation/src',
  'package-lock.json',
];

/**
 * Bundles `check` into one file, again whenever its sources have changed. The bundle starts in a third of the time that compiling
 * each module takes (measured: 0.2 s against 0.6 s); a file of a million rows takes about a second.
 *
 * @returns {Promise<string>} the path of the bundle
 */
export async function compileCheck() {
  const bundle = join(CACHE, `check-${contentHash(ROOT, SOURCES, [])}.cjs`);
  if (existsSync(bundle)) return bundle;
  mkdirSync(CACHE, { recursive: true });
  const { build } = /** @type {typeof import('esbuild')} */ (createRequire(import.meta.url)('esbuild'));
  const aside = `${bundle}.${process.pid}`;
  await build({
    entryPoints: [join(ROOT, 'tools', 'cli', 'src', 'check-main.ts')],
    outfile: aside,
    logLevel: 'error',
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    mainFields: ['module', 'main'],
  });
  for (const name of readdirSync(CACHE))
    if (/^check-[0-9a-f]+\.cjs$/.test(name)) rmSync(join(CACHE, name), { force: true });
  renameSync(aside, bundle);
  return bundle;
}
