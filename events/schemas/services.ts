import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EVENT_CLASSES } from './event-classes';

const FOLDER = join(__dirname, '..', '..', 'services');

/** The events that a service's rule lets through, as its template has them. */
const RULE = /detail-type: \[([^\]]+)\]/;

/** What a service says and hears on the bus, by the names of the events. */
export interface Service {
  name: string;
  sends: string[];
  receives: string[];
}

function received(template: string): string[] {
  const allowed = RULE.exec(readFileSync(template, 'utf8'))?.[1]
    ?.split(',')
    .map((name) => name.trim());
  if (!allowed) throw new Error(`${template} has no line that matches ${RULE.source}`);
  return allowed.filter((name) => EVENT_CLASSES.some(({ detailType }) => detailType === name));
}

const sent = (name: string): string[] =>
  EVENT_CLASSES.filter(({ source }) => [source].flat().includes(`customer-files.${name}`)).map(
    ({ detailType }) => detailType,
  );

/** The services of this repository: who sends is in the classes of the events, who receives in the rules of the services' templates. */
export const services = (): Service[] =>
  readdirSync(FOLDER)
    .map((name) => ({ name, template: join(FOLDER, name, 'serverless.yml') }))
    .filter(({ template }) => existsSync(template))
    .map(({ name, template }) => ({ name, sends: [...new Set(sent(name))], receives: received(template) }));
