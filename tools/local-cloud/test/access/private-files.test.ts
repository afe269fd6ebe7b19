import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { startCloud } from '../../src';
import { privateFolder } from '../../src/lifecycle/private-folder';
import { temporaryFolder } from '../temporary-folder';
import { lambda, writeService } from '../tiny-service';

jest.setTimeout(60_000);

const modeOf = (path: string): number => statSync(path).mode & 0o777;

let folder: string;
let umask: number;
beforeEach(() => {
  umask = process.umask(0o022);
  folder = temporaryFolder();
});
afterEach(() => {
  process.umask(umask);
  rmSync(folder, { recursive: true, force: true });
});

describe('the state directory', () => {
  it('a state directory that an earlier version left open to others is closed, with what is in it', async () => {
    const state = join(folder, 'state');
    mkdirSync(join(state, 'logs'), { recursive: true });
    writeFileSync(join(state, 'logs', 'cloud.log'), '');
    for (const path of [state, join(state, 'logs')]) chmodSync(path, 0o755);
    const cloud = await startCloud({ state, ports: 'free', database: false });
    expect(modeOf(state)).toBe(0o700);
    await cloud.close();
  });

  it('everything that a new cloud writes is for its owner alone', async () => {
    const state = join(folder, 'state');
    const cloud = await startCloud({ state, ports: 'free', database: false });
    const { s3: endpoint, region, credentials } = cloud.endpoints;
    const bucket = { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'private' } };
    const service = { resources: { Bucket: bucket, F: lambda('f') }, code: { f: 'exports.handler = () => 1;' } };
    await cloud.deploy('private', writeService(join(folder, 'service'), service));
    const s3 = new S3Client({ endpoint, region, credentials });
    await s3.send(new PutObjectCommand({ Bucket: 'private', Key: 'customers.csv', Body: 'x' }));
    s3.destroy();
    const all = readdirSync(state, { recursive: true, encoding: 'utf8' });
    const isOpen = (name: string): boolean => (modeOf(join(state, name)) & 0o077) !== 0;
    expect(all.length).toBeGreaterThan(10);
    expect(all.filter(isOpen)).toEqual([]);
    await cloud.close();
  });

  (process.getuid?.() === 0 ? it.skip : it)('a state directory that cannot be written is refused with a remedy', () => {
    chmodSync(folder, 0o500);
    expect(() => privateFolder(folder)).toThrow('cannot be written (EACCES); run this in a clone that is yours');
    chmodSync(folder, 0o700);
  });

  (process.getuid?.() === 0 ? it : it.skip)('a state directory of another user is refused with a remedy', async () => {
    const state = join(folder, 'state');
    mkdirSync(state, { mode: 0o700 });
    chownSync(state, 65_534, 65_534);
    await expect(startCloud({ state, ports: 'free', database: false })).rejects.toThrow(
      `${state} belongs to another user; move it away, or run this as the user it belongs to`,
    );
    expect(readdirSync(state)).toEqual([]);
  });

  it.each(['a directory', 'nothing'])('a state directory that is a link to %s is refused with a remedy', (target) => {
    const [state, behind] = [join(folder, 'state'), join(folder, 'behind')];
    if (target === 'a directory') mkdirSync(behind, { mode: 0o755 });
    symlinkSync(behind, state);
    expect(() => privateFolder(state)).toThrow(
      `${state} is a link; remove it (the directory it leads to stays) and run this again`,
    );
    expect(existsSync(behind)).toBe(target === 'a directory');
    if (existsSync(behind)) expect(modeOf(behind)).toBe(0o755);
  });

  it('a state directory below a file is refused with a remedy', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => privateFolder(join(folder, 'file', 'state'))).toThrow(
      'cannot be written (ENOTDIR); run this in a clone that is yours',
    );
  });
});
