import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { pathWithin } from '../../src/access/path-within';
import { unzipped } from '../../src/deploy/bundle';
import { Archives } from '../../src/eventbridge/archive/archives';
import { temporaryFolder } from '../temporary-folder';

let folder: string;
let inside: string;
beforeEach(() => {
  folder = temporaryFolder();
  inside = join(folder, 'inside');
  mkdirSync(inside);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const HOSTILE = [
  '../slipped',
  '../../slipped',
  'a/../../slipped',
  '..',
  '.',
  '',
  '/slipped',
  '//slipped',
  '..\\slipped',
  'a\\b',
  'C:\\slipped',
  'C:slipped',
  'a\0b',
];

const writeZip = (name: string): string => {
  const zip = join(folder, 'bundle.zip');
  writeFileSync(zip, zipSync({ 'index.js': strToU8('1'), [name]: strToU8('slipped') }));
  return zip;
};

describe('paths', () => {
  it.each(HOSTILE)('a path that leads out of its directory is refused: %j', (name) => {
    expect(() => pathWithin(inside, name)).toThrow('leads out of its directory');
  });

  it.each(['index.js', 'src/handlers/receive.js', '..index.js', 'a..b/c', 'node_modules/a/.b/c.js', 'a\u2028b'])(
    'a path within its directory is accepted: %j',
    (name) => {
      expect(pathWithin(inside, name)).toBe(join(inside, name));
    },
  );
});

describe('bundles', () => {
  it.each(['../slipped', '../../../../slipped', 'a/../../../slipped', '/tmp/slipped', '..\\slipped', 'C:\\slipped'])(
    'a bundle with the name %j is refused, and nothing of it is written',
    (name) => {
      expect(() => unzipped(writeZip(name), inside)).toThrow('leads out of its directory');
      expect(readdirSync(folder).sort()).toEqual(['bundle.zip', 'inside']);
      expect(readdirSync(inside)).toEqual([]);
    },
  );

  it('a bundle is unzipped into its directory, also after an attempt that was killed', () => {
    const zip = writeZip('src/handlers/receive.js');
    const directory = unzipped(zip, inside);
    expect(readFileSync(join(directory, 'src', 'handlers', 'receive.js'), 'utf8')).toBe('slipped');
    rmSync(directory, { recursive: true });
    mkdirSync(`${directory}.${process.pid}`);
    writeFileSync(join(`${directory}.${process.pid}`, 'half'), '');
    expect(readdirSync(unzipped(zip, inside)).sort()).toEqual(['index.js', 'src']);
  });
});

describe('archives', () => {
  it.each(['../slipped', '/slipped', '..'])('an archive with the name %j is refused', async (name) => {
    const settings = { name, bus: 'default', description: undefined, pattern: undefined, retentionDays: 0 };
    const archives = new Archives(inside, () => new Date('2026-11-25T00:00:00Z'));
    await expect(archives.put(settings)).rejects.toThrow('leads out of its directory');
    expect(existsSync(join(folder, 'slipped'))).toBe(false);
  });
});
