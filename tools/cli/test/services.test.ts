import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { SERVICES, servicesIn } from '../../../services/conventions/services.cjs';
import { ROOT } from '../src/paths';
import { withService } from '../src/service-list';

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

  const publishersOf = (name: string): string[] => {
    const { folder } = SERVICES.find((service) => service.name === name)!;
    const template = readFileSync(join(ROOT, folder, 'serverless.yml'), 'utf8');
    return [...template.matchAll(/customer-files\.([a-z-]+)/g)].map(([, publisher]) => publisher!);
  };

  it('deploys every service before those whose events it consumes, but for the load history', () => {
    const names = SERVICES.map(({ name }) => name);
    for (const { name } of SERVICES) {
      const later = names.slice(names.indexOf(name) + 1);
      const publishers = publishersOf(name).filter((other) => other !== name);
      for (const publisher of publishers)
        if (`${name} of ${publisher}` !== 'persistence of notification') expect(later).toContain(publisher);
    }
    expect(publishersOf('notification')).toContain('persistence');
  });

  it('deploys notification before persistence, of the two services that consume from each other', () => {
    // Notification waits for what persistence publishes; nothing waits for the load history, and a replay completes it.
    const mutual = SERVICES.flatMap(({ name }) =>
      publishersOf(name)
        .filter((other) => other > name && publishersOf(other).includes(name))
        .map((other) => [name, other]),
    );
    expect(mutual).toEqual([['notification', 'persistence']]);
    const names = SERVICES.map(({ name }) => name);
    expect(names.indexOf('notification')).toBeLessThan(names.indexOf('persistence'));
  });

  it('takes a new service after the bus, and before the services whose events it consumes', () => {
    const changed = withService(compose, 'trial', ['ingestion', 'notification']);
    const { services } = parse(changed) as { services: typeof parsed };
    const names = SERVICES.map(({ name }) => name);
    expect(Object.keys(services)).toEqual([names[0], 'trial', ...names.slice(1)]);
    expect(services.trial).toEqual({ path: 'services/trial', dependsOn: 'events' });
    for (const publisher of ['ingestion', 'notification']) {
      const before = [parsed[publisher]!.dependsOn!].flat();
      expect(services[publisher]!.dependsOn).toEqual([...before, 'trial']);
    }
    expect(services.validation).toEqual(parsed.validation);
    expect(servicesIn(changed)).toHaveLength(SERVICES.length + 1);
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
