import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

export const ROOT = join(__dirname, '..', '..', '..');
export const SAMPLES = join(ROOT, 'services', 'validation', 'test', 'samples');

/** What a sample has to give. */
export interface Expected {
  fileError: string | null;
  total: number | null;
  valid: number | null;
  invalid: number | null;
  failures: Record<string, number>;
  /** Codes by line. */
  rejects: Record<string, string[]>;
}

export const { asOf, files: EXPECTED } = JSON.parse(readFileSync(join(SAMPLES, 'expected.json'), 'utf8')) as {
  asOf: string;
  files: Record<string, Expected>;
};

/** A file in the document of `--json`. */
export interface Ended {
  file: string;
  fileId: string | null;
  status: string;
  asOf: string;
  counts: Record<string, number | null> | null;
  notices: { code: string; message: string }[];
  failures: Record<string, number>;
  rejects: string | null;
  conflicts: string[];
  emails: string[];
  refusal: { code: string; message: string; hint: string } | null;
}

export interface Ran {
  status: number;
  stdout: string;
  stderr: string;
}

const run = promisify(execFile);

/** Runs the program of a clone as a user does, in a folder. @param env what is added to the environment */
export async function program(
  clone: string,
  cwd: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Ran> {
  try {
    const { stdout, stderr } = await run(
      process.execPath,
      [join(clone, 'tools', 'cli', 'bin', 'customer-files.mjs'), ...args],
      { cwd, maxBuffer: 64e6, env: { ...process.env, ...env } },
    );
    return { status: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { status: code, stdout, stderr };
  }
}

/** The document that a run printed. Throws with its standard error where it printed none. */
export function documentOf({ stdout, stderr }: Ran): { files: Ended[]; durationMs: Record<string, number> } {
  if (!stdout) throw new Error(`no document; standard error:\n${stderr}`);
  return JSON.parse(stdout) as { files: Ended[]; durationMs: Record<string, number> };
}
