// Loads tsx, which compiles the modules that this process imports: `node --import ./tools/local-cloud/src/tsx.mjs PROGRAM`.
//
// tsx keeps compiled modules in `tsx-<uid>` of the temporary folder and runs what lies there. In a folder that all users share, any
// of them could make that folder first, and would then choose the code that runs here. So tsx gets a folder of the project that
// only its owner can enter, or no cache where there is none. What the program itself writes to the temporary folder stays there.
import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const CACHE = fileURLToPath(new URL('../../../node_modules/.cache/tsx', import.meta.url));

/** Permissions of group and others. */
const OF_OTHERS = 0o077;

/** True where the folder is there and is closed to others. It is not made anew or closed: others may have written to it. */
function isPrivate() {
  try {
    mkdirSync(dirname(CACHE), { recursive: true });
    mkdirSync(CACHE, { recursive: true, mode: 0o700 });
    const { uid, mode } = statSync(CACHE);
    return uid === process.geteuid?.() && (mode & OF_OTHERS) === 0;
  } catch {
    // A project that this user may not write to.
    return false;
  }
}

/** Imports tsx with variables of the environment that it reads while it is loaded. @param {Record<string, string>} variables */
async function loadWith(variables) {
  const before = Object.fromEntries(Object.keys(variables).map((name) => [name, process.env[name]]));
  Object.assign(process.env, variables);
  try {
    // @ts-expect-error -- the loader of tsx has no types
    await import('tsx');
  } finally {
    for (const [name, value] of Object.entries(before))
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
  }
}

// Windows has a temporary folder for each user.
if (process.platform === 'win32') await loadWith({});
else await loadWith({ TMPDIR: CACHE, ...(isPrivate() ? {} : { TSX_DISABLE_CACHE: '1' }) });
