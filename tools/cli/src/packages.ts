import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SERVICES } from '../../../services/conventions/services.cjs';
import { contentHash } from '../bin/content-hash.mjs';

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

const run = promisify(execFile);

/** Packaging a service takes seconds, on a busy machine half a minute. */
const TIMEOUT_MS = 5 * 60 * 1000;

/** A run of the framework that failed. `killed` is true where it took too long. */
interface Failed {
  stdout?: string;
  stderr?: string;
  killed?: boolean;
  message: string;
}

function reasonOf({ stdout = '', stderr = '', killed, message }: Failed, timeoutMs: number): string {
  const output = stdout || stderr ? `${stdout}${stderr}`.trim() : message;
  // esbuild keeps the framework alive where an import of a bundle cannot be resolved.
  return killed ? `the framework has not ended after ${timeoutMs / 1000} s; its output until then:\n${output}` : output;
}

/** A hash of everything that a service's package is made from. */
function contentOf(root: string, folder: string, target: Target): string {
  return contentHash(root, [folder, ...SHARED], [process.versions.node.split('.')[0], target]);
}

/** Packages one service with `serverless package`, into a folder of its own, so that two runs at once do not conflict. */
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
    await run(
      process.execPath,
      [serverless, 'package', '--stage', stage, '--package', aside, ...params.map((param) => `--param=${param}`)],
      {
        cwd: join(root, folder),
        maxBuffer: 64 * 1024 * 1024,
        timeout: timeoutMs,
        killSignal: 'SIGKILL',
        env: {
          ...process.env,
          TMPDIR: temporary,
          SLS_TELEMETRY_DISABLED: '1',
          SLS_TRACKING_DISABLED: '1',
          SLS_NOTIFICATIONS_MODE: 'off',
          CI: '1',
        },
      },
    );
    const complete = `${directory}.${process.pid}`;
    cpSync(aside, complete, { recursive: true });
    if (existsSync(directory)) rmSync(complete, { recursive: true });
    else renameSync(complete, directory);
  } catch (error) {
    throw new Error(`${folder} could not be packaged:\n${reasonOf(error as Failed, timeoutMs)}`, { cause: error });
  } finally {
    rmSync(aside, { recursive: true, force: true });
    rmSync(temporary, { recursive: true, force: true });
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
      await packageOne(root, folder, directory, target, timeoutMs);
      prune(join(state, 'packages', service), content);
    }
    packaged.push({ service, directory });
  }
  return packaged;
}
