import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { satisfies, validRange } from 'semver';

interface LockedPackage {
  version?: string;
  license?: string;
  link?: boolean;
  resolved?: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

interface Advisory {
  package: string;
  affected: string;
  id: string;
  severity: 'low' | 'moderate' | 'high' | 'critical';
}

const ROOT = join(__dirname, '..', '..', '..');
const readJson = <Content>(...path: string[]): Content => JSON.parse(readFileSync(join(...path), 'utf8')) as Content;

const { packages } = readJson<{ packages: Record<string, LockedPackage> }>(ROOT, 'package-lock.json');
const { advisories } = readJson<{ advisories: Advisory[] }>(__dirname, '..', 'advisories.json');

const MODULES = 'node_modules/';
const nameOf = (path: string): string => path.slice(path.lastIndexOf(MODULES) + MODULES.length);

/** Packages of others, by their place in node_modules. */
const installed = Object.entries(packages).filter(([path, { link }]) => path.includes(MODULES) && !link);

/** The place of a dependency, as Node.js finds it from the place of the package that names it; null where it is not installed. */
function find(from: string, name: string): string | null {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')))) {
    const path = folder === '' ? `${MODULES}${name}` : `${folder}/${MODULES}${name}`;
    if (path in packages) return packages[path]!.link ? packages[path]!.resolved! : path;
    if (folder === '') return null;
  }
}

/** What is bundled into the functions: everything that the services need at run time, however far. */
function bundled(): Set<string> {
  const found = new Set<string>();
  const waiting = Object.keys(packages).filter((path) => /^services\/(?!conventions)[^/]+$/.test(path));
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (found.has(path)) continue;
    found.add(path);
    for (const name of Object.keys(packages[path]!.dependencies ?? {})) {
      const at = find(path, name);
      if (at !== null) waiting.push(at);
    }
  }
  return found;
}

const BUNDLED_LICENCES = ['MIT', 'Apache-2.0', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'MIT-0', 'BlueOak-1.0.0'];

/** Licences of packages that only tools use, beside those above. */
const TOOL_LICENCES: Record<string, readonly string[]> = {
  'Apache-2.0 AND MIT': [],
  '(MIT OR CC0-1.0)': ['type-fest'],
  '(MIT OR EUPL-1.1+)': ['@zone-eu/mailsplit'],
  'CC-BY-4.0': ['caniuse-lite'],
  'PSF-2.0': ['argparse'],
  'Python-2.0': ['argparse'],
};

describe('the licences of the lock file', () => {
  const inBundles = bundled();

  it('finds what is bundled, so that the checks below are about something', () => {
    const names = [...inBundles].map(nameOf);
    for (const name of ['typeorm', 'pg', 'csv-parse', '@middy/core', '@aws-sdk/client-s3', 'class-validator']) {
      expect(names).toContain(name);
    }
  });

  it('are permissive for everything that is bundled into a function', () => {
    const others = [...inBundles]
      .filter((path) => path.includes(MODULES) && !BUNDLED_LICENCES.includes(packages[path]!.license ?? ''))
      .map((path) => `${nameOf(path)}: ${packages[path]!.license ?? 'none'}`);
    expect(others).toEqual([]);
  });

  it('are known for everything else', () => {
    const others = installed
      .filter(([path, { license = '' }]) => {
        const packagesOfIt = TOOL_LICENCES[license];
        const known = packagesOfIt && (packagesOfIt.length === 0 || packagesOfIt.includes(nameOf(path)));
        return !BUNDLED_LICENCES.includes(license) && !known;
      })
      .map(([path, { license }]) => `${nameOf(path)}: ${license ?? 'none'}`);
    expect(others).toEqual([]);
  });
});

describe('the advisories that the project carries', () => {
  const found = (lock: readonly [string, LockedPackage][]): string[] =>
    lock.flatMap(([path, { version = '0.0.0' }]) =>
      advisories
        .filter(
          (advisory) =>
            ['high', 'critical'].includes(advisory.severity) &&
            advisory.package === nameOf(path) &&
            satisfies(version, advisory.affected),
        )
        .map(({ id }) => `${nameOf(path)} ${version}: ${id}`),
    );

  it('name a package, an id and a range that can be read', () => {
    for (const { id, affected, package: name } of advisories) {
      expect(id).toMatch(/^(?:CVE-\d{4}-\d{4,}|GHSA(?:-[0-9a-z]{4}){3})$/);
      expect(validRange(affected)).not.toBeNull();
      expect(name).not.toBe('');
    }
  });

  it('are recognised in a lock file that has an affected version', () => {
    expect(found([['node_modules/typeorm', { version: '0.3.25' }]])).toEqual(['typeorm 0.3.25: CVE-2025-60542']);
    expect(found([['node_modules/a/node_modules/semver', { version: '7.5.1' }]])).toEqual([
      'semver 7.5.1: CVE-2022-25883',
    ]);
  });

  it('are in no package of the lock file with a severity of high or critical', () => {
    expect(found(installed)).toEqual([]);
  });
});

describe('the sources of the lock file', () => {
  it('are no git repository, no folder outside the project and no address', () => {
    const foreign = Object.entries(packages).filter(
      ([, { resolved }]) => resolved !== undefined && !/^(?:events|(?:libs|services|tools)\/[a-z-]+)$/.test(resolved),
    );
    expect(foreign).toEqual([]);
  });
});
