import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type BuildOptions } from 'esbuild';
import type { Packaged } from '../../../cli/src/packages';

/** Options that are not esbuild's, or are no values: of the plugins the packager takes the file's name. */
const OF_THE_PACKAGER = ['exclude', 'packager', 'plugins'];

/** The settings with which a service was bundled, as its package shows. */
function settingsOf({ directory }: Packaged): BuildOptions {
  const { service } = JSON.parse(readFileSync(join(directory, 'serverless-state.json'), 'utf8')) as {
    service: { custom: { esbuild: BuildOptions } };
  };
  return Object.fromEntries(Object.entries(service.custom.esbuild).filter(([name]) => !OF_THE_PACKAGER.includes(name)));
}

/** Bundles the bare handler as a service is bundled; it is `bare.handler` of the folder. */
export async function bundleBare(like: Packaged, folder: string): Promise<void> {
  await build({
    ...settingsOf(like),
    entryPoints: [join(__dirname, 'bare.ts')],
    outfile: join(folder, 'bare.js'),
    logLevel: 'error',
  });
}
