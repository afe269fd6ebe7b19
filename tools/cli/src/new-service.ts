import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { EVENT_CLASSES } from '@customer-files/events/schemas/event-classes';
import { SERVICES } from '../../../services/conventions/services.cjs';
import { ROOT } from './paths';
import { withService } from './service-list';

// `npm run new-service -- NAME EVENT`: a service with one function that consumes an event and logs it
// (docs/adding-a-service.md).

const TEMPLATE = join(ROOT, 'tools', 'cli', 'service-template');

interface Manifest {
  version: string;
  dependencies: Record<string, string>;
}

const manifestOf = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as Manifest;

/** Writes the template to the folder of the service, with the placeholders replaced. */
function writeService(name: string, event: string, sources: readonly string[]): void {
  const placeholders: Record<string, string> = {
    __NAME__: name,
    __EVENT__: event,
    __SOURCES__: sources.join(', '),
    __VERSION__: manifestOf('.').version,
    __POWERTOOLS__: manifestOf('services/ingestion').dependencies['@aws-lambda-powertools/logger']!,
  };
  for (const path of globSync('**/*.template', { cwd: TEMPLATE })) {
    const file = join(ROOT, 'services', name, path.replace(/\.template$/, ''));
    mkdirSync(dirname(file), { recursive: true });
    const text = readFileSync(join(TEMPLATE, path), 'utf8');
    writeFileSync(
      file,
      text.replace(/__[A-Z]+__/g, (placeholder) => placeholders[placeholder] ?? placeholder),
    );
  }
}

/** Adds the service to the list of services, and its script to package.json. */
function addToProject(name: string, publishers: readonly string[]): void {
  const compose = join(ROOT, 'serverless-compose.yml');
  writeFileSync(compose, withService(readFileSync(compose, 'utf8'), name, publishers));
  const manifest = join(ROOT, 'package.json');
  const before = `"deploy:${SERVICES.at(-1)!.name}"`;
  const script = `"deploy:${name}": "node tools/cli/bin/customer-files.mjs deploy ${name}",\n    `;
  writeFileSync(manifest, readFileSync(manifest, 'utf8').replace(before, script + before));
}

function newService(name: string, event: string): void {
  const found = EVENT_CLASSES.find(({ detailType }) => detailType === event);
  const events = [...new Set(EVENT_CLASSES.map(({ detailType }) => detailType))].join(', ');
  if (!/^[a-z][a-z0-9-]{2,20}$/.test(name) || !found)
    throw new Error(`usage: npm run new-service -- NAME EVENT; NAME in lower case, EVENT one of ${events}`);
  if (existsSync(join(ROOT, 'services', name))) throw new Error(`services/${name} exists already`);
  const sources = [found.source].flat();
  writeService(name, event, sources);
  addToProject(
    name,
    sources.map((source) => source.replace('customer-files.', '')),
  );
  process.stdout.write(`services/${name} logs ${event}; now run npm install and npm run schemas\n`);
}

try {
  newService(process.argv[2] ?? '', process.argv[3] ?? '');
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 64;
}
