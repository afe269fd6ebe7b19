import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { SERVICES, servicesIn } from '../../../services/conventions/services.cjs';
import { ROOT } from '../src/paths';

const compose = readFileSync(join(ROOT, 'serverless-compose.yml'), 'utf8');
const parsed = (parse(compose) as { services: Record<string, { path: string; dependsOn?: string | string[] }> })
  .services;
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

describe('the list of services', () => {
  it('reads the services of serverless-compose.yml as a YAML library does', () => {
    expect(SERVICES).toEqual(Object.entries(parsed).map(([name, { path: folder }]) => ({ name, folder })));
  });

  it('names folders whose templates are named by the convention', () => {
    for (const { name, folder } of SERVICES) {
      expect([name, existsSync(join(ROOT, folder, 'serverless.yml'))]).toEqual([name, true]);
      expect(readFileSync(join(ROOT, folder, 'serverless.yml'), 'utf8')).toMatch(`service: customer-files-${name}\n`);
    }
  });

  it('lists every service after those that it depends on', () => {
    const names = SERVICES.map(({ name }) => name);
    for (const [i, name] of names.entries())
      for (const other of [parsed[name]!.dependsOn ?? []].flat()) expect(names.slice(0, i)).toContain(other);
  });

  it('deploys persistence before validation, and ingestion last', () => {
    const names = SERVICES.map(({ name }) => name);
    expect(names.indexOf('persistence')).toBeLessThan(names.indexOf('validation'));
    expect(parsed.validation!.dependsOn).toContain('persistence');
    expect(names.at(-1)).toBe('ingestion');
  });

  it('deploys every service before those whose events it consumes', () => {
    const names = SERVICES.map(({ name }) => name);
    for (const { name, folder } of SERVICES) {
      const template = readFileSync(join(ROOT, folder, 'serverless.yml'), 'utf8');
      const publishers = [...template.matchAll(/customer-files\.([a-z-]+)/g)].map(([, publisher]) => publisher!);
      const later = names.slice(names.indexOf(name) + 1);
      for (const publisher of publishers.filter((other) => other !== name)) expect(later).toContain(publisher);
    }
    const consumed = readFileSync(join(ROOT, 'services', 'notification', 'serverless.yml'), 'utf8');
    expect(consumed).toContain('customer-files.persistence');
  });

  it('has one deploy script for each service', () => {
    const names = Object.keys(scripts).filter((name) => name.startsWith('deploy:'));
    expect(names.sort()).toEqual(SERVICES.map(({ name }) => `deploy:${name}`).sort());
  });

  it.each(['  a:\n    dependsOn: b\n    path: a\n', '  a: { path: a }\n', '  a:\n'])(
    'refuses an entry of serverless-compose.yml that it would misread: %j',
    (entry) => {
      expect(() => servicesIn(`services:\n  b:\n    path: b\n${entry}`)).toThrow(
        'needs its name and, in the line below, its path',
      );
    },
  );
});
