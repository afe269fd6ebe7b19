import { execFile } from 'node:child_process';
import { createHash, type Hash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';

/** A service that can be deployed, and where its template and bundles are. */
export interface Packaged {
  service: string;
  directory: string;
}

/** In the order in which they are deployed: the bus before those who use it. */
export const SERVICES = ['events', 'ingestion', 'validation', 'persistence', 'notification'] as const;

const folderOf = (service: string): string => (service === 'events' ? 'events' : join('services', service));

/** What goes into a bundle or a template beside the service's own folder. */
const SHARED = ['events', 'libs', 'services/conventions', 'tsconfig.json', 'package-lock.json'];

/** What is in those folders and goes into no bundle. */
const LEFT_OUT = new Set(['test', 'local-cloud', 'node_modules', '.serverless', '.esbuild', 'schemas', 'samples', 'README.md']);

const run = promisify(execFile);

function addTo(hash: Hash, root: string, path: string): void {
  const entries = readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (LEFT_OUT.has(entry.name)) continue;
    const inside = join(path, entry.name);
    if (entry.isDirectory()) addTo(hash, root, inside);
    else hash.update(`${relative(root, inside)}\0`).update(readFileSync(inside));
  }
}

/** A hash of everything that the package of a service is made of. */
function contentOf(root: string, service: string): string {
  const hash = createHash('sha256').update(process.versions.node.split('.')[0]!);
  for (const path of new Set([folderOf(service), ...SHARED])) {
    const whole = join(root, path);
    if (path.includes('.')) hash.update(readFileSync(whole));
    else addTo(hash, root, whole);
  }
  return hash.digest('hex').slice(0, 20);
}

/** Packages one service as `serverless package` does, in a copy of its folder, so that two runs at once do not meet. */
async function packageOne(root: string, folder: string, directory: string, stage: string): Promise<void> {
  const aside = join(root, folder, `.serverless-${process.pid}`);
  const serverless = join(root, 'node_modules', 'serverless', 'bin', 'serverless.js');
  try {
    await run(process.execPath, [serverless, 'package', '--stage', stage, '--package', aside], {
      cwd: join(root, folder),
      maxBuffer: 64 * 1024 * 1024,
      env: { ...process.env, SLS_TELEMETRY_DISABLED: '1', SLS_TRACKING_DISABLED: '1', SLS_NOTIFICATIONS_MODE: 'off', CI: '1' },
    });
    mkdirSync(join(directory, '..'), { recursive: true });
    const whole = `${directory}.${process.pid}`;
    cpSync(aside, whole, { recursive: true });
    if (existsSync(directory)) rmSync(whole, { recursive: true });
    else renameSync(whole, directory);
  } catch (error) {
    const { stdout = '', stderr = '', message } = error as { stdout?: string; stderr?: string; message: string };
    throw new Error(`${folder} could not be packaged:\n${stdout || stderr ? `${stdout}${stderr}`.trim() : message}`, { cause: error });
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

/** Forgets the packages of earlier contents. */
function prune(folder: string, keep: string): void {
  for (const name of readdirSync(folder)) if (!name.startsWith(keep)) rmSync(join(folder, name), { recursive: true, force: true });
}

/**
 * Packages all services for a stage, or finds the packages of the same content. Throws with the packager's own words.
 *
 * @param state the packages are kept under `packages/` of it
 * @param onProgress is told of each service that has to be packaged
 */
export async function packageServices({ root, state, stage = 'local', onProgress = () => undefined }: { root: string; state: string; stage?: string; onProgress?: (service: string) => void }): Promise<Packaged[]> {
  const packaged: Packaged[] = [];
  // One after the other: packaging is bound by the processor, and so is the start of the database beside it.
  for (const service of SERVICES) {
    const content = contentOf(root, service);
    const directory = join(state, 'packages', service, content);
    if (!existsSync(directory)) {
      onProgress(service);
      await packageOne(root, folderOf(service), directory, stage);
      prune(join(state, 'packages', service), content);
    }
    packaged.push({ service, directory });
  }
  return packaged;
}
