import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ROOT } from '../src/paths';

const pages = globSync('**/*.md', { cwd: ROOT, exclude: ['**/node_modules', '.local', '**/.serverless*'] });
const textOf = (page: string): string => readFileSync(join(ROOT, page), 'utf8');

/** What stands between backticks. */
const codeOf = (page: string): string[] => [...textOf(page).matchAll(/`([^`\n]+)`/g)].map(([, code]) => code!);

/** The folders at the top, with which a path in the documentation begins. */
const PATH = /^(?:events|libs|services|tools|docs|examples)\/[\w./-]+$/;

describe('the documentation', () => {
  it('links to files that exist', () => {
    const broken = pages.flatMap((page) =>
      [...textOf(page).matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)]
        .map(([, target]) => target!)
        .filter((target) => !existsSync(join(ROOT, dirname(page), target)))
        .map((target) => `${page}: ${target}`),
    );
    expect(broken).toEqual([]);
  });

  it('names paths that exist', () => {
    const current = pages.filter((page) => !page.startsWith('docs/decisions/') && page !== 'CHANGELOG.md');
    const missing = current.flatMap((page) =>
      codeOf(page)
        .filter((code) => PATH.test(code) && !existsSync(join(ROOT, code)))
        .map((path) => `${page}: ${path}`),
    );
    expect(missing).toEqual([]);
  });

  it('names npm scripts that exist', () => {
    const manifests = globSync(['package.json', '{events,libs/*,services/*,tools/*}/package.json'], { cwd: ROOT });
    const scripts = new Set(
      manifests.flatMap((path) => Object.keys((JSON.parse(textOf(path)) as { scripts?: object }).scripts ?? {})),
    );
    const named = pages.flatMap((page) => [...textOf(page).matchAll(/npm run (?:--silent )?([a-z][a-z:-]*)/g)]);
    expect(named.map(([, script]) => script!).filter((script) => !scripts.has(script))).toEqual([]);
  });

  it('has lines of at most 160 characters', () => {
    const long = pages
      .filter((page) => page === page.toUpperCase().replace('.MD', '.md') || /^docs\/[a-z-]+\.md$/.test(page))
      .flatMap((page) =>
        textOf(page)
          .split('\n')
          .map((line, i) => ({ line, at: `${page}:${i + 1}` }))
          .filter(({ line }) => [...line].length > 160)
          .map(({ at }) => at),
      );
    expect(long).toEqual([]);
  });

  it('lists every decision in its index', () => {
    const index = textOf('docs/decisions/README.md');
    const decisions = globSync('docs/decisions/2*.md', { cwd: ROOT }).map((path) => basename(path));
    expect(decisions.filter((name) => !index.includes(`](${name})`))).toEqual([]);
  });

  it('begins with a README of at most 900 words', () => {
    expect(textOf('README.md').split(/\s+/).filter(Boolean).length).toBeLessThanOrEqual(900);
  });
});
