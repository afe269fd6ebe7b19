import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Files and folders next to sources that go into no bundle. */
const EXCLUDED = new Set(['test', 'node_modules', '.esbuild', 'schemas', 'samples', 'README.md']);

/** `.serverless`, and the folders that a run fills at this moment. */
const MADE_BY_FRAMEWORK = /^\.serverless/;

/** @param {import('node:crypto').Hash} hash @param {string} root @param {string} path */
function add(hash, root, path) {
  if (!statSync(path).isDirectory()) {
    hash.update(`${relative(root, path)}\0`).update(readFileSync(path));
    return;
  }
  for (const name of readdirSync(path).sort())
    if (!EXCLUDED.has(name) && !MADE_BY_FRAMEWORK.test(name)) add(hash, root, join(path, name));
}

/**
 * A hash of files and folders. What is made from them is cached under it, so a stale result is never used.
 *
 * @param {string} root
 * @param {readonly string[]} paths relative to `root`
 * @param {unknown} about what else the result depends on; hashed as JSON
 * @returns {string} 20 characters
 */
export function contentHash(root, paths, about) {
  const hash = createHash('sha256').update(JSON.stringify(about) ?? '');
  for (const path of new Set(paths)) add(hash, root, join(root, path));
  return hash.digest('hex').slice(0, 20);
}
