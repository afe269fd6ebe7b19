import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { takeLock } from '@customer-files/local-cloud';
import { SERVICES } from '../../../services/conventions/services.cjs';
import { contentHash } from '../bin/content-hash.mjs';
import { runFramework } from './framework-run';

/** A packaged service, and the folder of its template and bundles. */
export interface Packaged {
  service: string;
  directory: string;
}

/** What a package is made for. */
export interface Target {
  stage: string;
  /** `key=value`, as after `--param`. */
  params: readonly string[];
}

/** What goes into a bundle or a template besides the service's own folder. */
const SHARED = [
  'events',
  'libs',
  'services/conventions',
  'serverless-compose.yml',
  // The consumers that one template declares are in the environment of others' functions.
  ...SERVICES.map(({ folder }) => join(folder, 'serverless.yml')),
  'tsconfig.json',
  'package-lock.json',
];

/** Packaging a service takes seconds, on a busy machine half a minute. */
const TIMEOUT_MS = 5 * 60 * 1000;
const POLL_MS = 100;

/** A hash of everything that a service's package is made from. */
function contentOf(root: string, folder: string, target: Target): string {
  return contentHash(root, [folder, ...SHARED], [process.versions.node.split('.')[0], target]);
}

/** Packages one service with `serverless package`. */
async function packageOne(
  root: string,
  folder: string,
  directory: string,
  { stage, params }: Target,
  timeoutMs: number,
): Promise<void> {
  const aside = join(root, folder, `.serverless-${process.pid}`);
  // The framework leaves its temporary files behind.
  const temporary = `${directory}.${process.pid}.tmp`;
  const serverless = join(root, 'node_modules', 'serverless', 'bin', 'serverless.js');
  try {
    mkdirSync(temporary, { recursive: true, mode: 0o700 });
    await runFramework({
      args: [serverless, 'package', '--stage', stage, '--package', aside, ...params.map((param) => `--param=${param}`)],
      cwd: join(root, folder),
      env: {
        ...process.env,
        TMPDIR: temporary,
        SLS_TELEMETRY_DISABLED: '1',
        SLS_TRACKING_DISABLED: '1',
        SLS_NOTIFICATIONS_MODE: 'off',
        CI: '1',
      },
      timeoutMs,
    });
    const complete = `${directory}.${process.pid}`;
    cpSync(aside, complete, { recursive: true });
    if (existsSync(directory)) rmSync(complete, { recursive: true });
    else renameSync(complete, directory);
  } catch (error) {
    throw new Error(`${folder} could not be packaged:\n${(error as Error).message}`, { cause: error });
  } finally {
    rmSync(aside, { recursive: true, force: true });
    rmSync(temporary, { recursive: true, force: true });
  }
}

/**
 * Does something while no other run packages the same service: the framework writes into the folder of the service,
 * whatever `--package` says.
 *
 * @throws where another run holds the lock for as long as packaging may take
 */
async function alone(root: string, service: string, timeoutMs: number, work: () => Promise<void>): Promise<void> {
  const folder = join(root, 'node_modules', '.cache', 'customer-files');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `packaging-${service}.lock`);
  const end = Date.now() + timeoutMs;
  let lock = takeLock(file);
  for (; !lock; lock = takeLock(file)) {
    if (Date.now() > end)
      throw new Error(`another run has packaged ${service} for ${timeoutMs / 1000} s; end it, and run this again`);
    await delay(POLL_MS);
  }
  try {
    await work();
  } finally {
    lock.release();
  }
}

/** True for a folder that another process is filling: `<content>.<process>`. */
function isBeingFilled(name: string): boolean {
  const pid = Number(name.split('.')[1] ?? 0);
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch {
    // There is no such process.
    return false;
  }
}

/** Deletes the packages of earlier contents, and what a killed run left. */
function prune(folder: string, keep: string): void {
  for (const name of readdirSync(folder)) {
    if (name !== keep && !isBeingFilled(name)) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

export interface PackageOptions {
  root: string;
  /** The packages are kept under `packages/` of it. */
  state: string;
  target: Target;
  /** Called for each service that has to be packaged. */
  onProgress?: (service: string) => void;
  /** How long packaging a service may take; five minutes by default. */
  timeoutMs?: number;
}

/**
 * Packages all services for a stage, or finds the packages that were made from the same content.
 *
 * @throws with the output of the framework, also where it does not end
 */
export async function packageServices({
  root,
  state,
  target,
  onProgress = () => undefined,
  timeoutMs = TIMEOUT_MS,
}: PackageOptions): Promise<Packaged[]> {
  const packaged: Packaged[] = [];
  // One after the other: packaging is bound by the processor, and so is the start of the database beside it.
  for (const { name: service, folder } of SERVICES) {
    const content = contentOf(root, folder, target);
    const directory = join(state, 'packages', service, content);
    if (!existsSync(directory)) {
      onProgress(service);
      await alone(root, service, timeoutMs, async () => {
        // Another run may have made the same package meanwhile.
        if (existsSync(directory)) return;
        await packageOne(root, folder, directory, target, timeoutMs);
        prune(join(state, 'packages', service), content);
      });
    }
    packaged.push({ service, directory });
  }
  return packaged;
}
