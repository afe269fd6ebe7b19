import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageServices } from '../src/packages';
import { ROOT } from '../src/paths';

/** The sources of the project, with a framework that prints and then never ends. */
function projectWithEndlessFramework(): string {
  const root = mkdtempSync(join(tmpdir(), 'customer-files-packages-'));
  for (const name of ['libs', 'services', 'serverless-compose.yml', 'tsconfig.json', 'package-lock.json'])
    symlinkSync(join(ROOT, name), join(root, name));
  mkdirSync(join(root, 'events'));
  writeFileSync(join(root, 'events', 'serverless.yml'), '');
  const bin = join(root, 'node_modules', 'serverless', 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(
    join(bin, 'serverless.js'),
    `process.stdout.write('Could not resolve "left-pad"\\n'); setInterval(() => undefined, 1000);`,
  );
  return root;
}

describe('packaging', () => {
  it('fails with the output of the framework where that never ends, and leaves nothing behind', async () => {
    const root = projectWithEndlessFramework();
    try {
      const packaging = packageServices({
        root,
        state: join(root, '.local'),
        target: { stage: 'x', params: [] },
        timeoutMs: 1500,
      });
      await expect(packaging).rejects.toThrow(
        'events could not be packaged:\nthe framework has not ended after 1.5 s; its output until then:\nCould not resolve "left-pad"',
      );
      expect(readdirSync(join(root, '.local', 'packages', 'events'))).toEqual([]);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  }, 30_000);
});
