/** The services of this repository and their consumers. Everything that lists either follows from here. */
const { readFileSync } = require('node:fs');
const path = require('node:path');

const ROOT = path.join(__dirname, '..', '..');

/**
 * @typedef {{ name: string, folder: string }} Service
 * @typedef {{ service: string, name: string, sources: readonly string[], detailTypes: readonly string[] }} Consumer
 *   a function that a rule feeds through a queue; `sources` and `detailTypes` are those of its event pattern, each once
 * @typedef {{ source?: string[], 'detail-type'?: string[], $or?: Pattern[] }} Pattern of a rule, as far as it is read here
 */

/** An entry of serverless-compose.yml: the name, and its path in the line below. */
const ENTRY = /^ {2}([a-z][a-z0-9-]*):\n {4}path: (\S+)$/gm;

/**
 * Reads the list of services without a YAML library, because programs need it before the dependencies are installed.
 *
 * @param {string} compose the text of serverless-compose.yml
 * @returns {readonly Service[]} in the order in which they are deployed
 * @throws where an entry has another shape than the ones that are there
 */
function servicesIn(compose) {
  const services = [...compose.matchAll(ENTRY)].map(([, name = '', folder = '']) => ({ name, folder }));
  if (services.length !== (compose.match(/^ {2}\S+:/gm) ?? []).length)
    throw new Error('serverless-compose.yml: each service needs its name and, in the line below, its path');
  return services;
}

/** In the order in which they are deployed: the bus first. */
const SERVICES = servicesIn(readFileSync(path.join(ROOT, 'serverless-compose.yml'), 'utf8'));

/** @param {Pattern} pattern @param {'source' | 'detail-type'} field @returns {string[]} its values, also of the alternatives */
const valuesOf = (pattern, field) => [
  ...new Set([...(pattern[field] ?? []), ...(pattern.$or ?? []).flatMap((one) => valuesOf(one, field))]),
];

/** @param {Service} service @returns {any} its serverless.yml */
function templateOf({ folder }) {
  // Here, because the dependencies need not be there yet where only the list of services is read.
  /** @type {typeof import('yaml')} */
  const { parse } = require('yaml');
  // CloudFormation's tags (!Sub, !GetAtt) are no part of what is read here.
  return parse(readFileSync(path.join(ROOT, folder, 'serverless.yml'), 'utf8'), { logLevel: 'error' });
}

/** @param {Service} service @returns {Consumer[]} the consumers that its serverless.yml declares in `custom.consumers` */
function consumersOf(service) {
  return Object.entries(templateOf(service).custom?.consumers ?? {}).map(([name, { pattern }]) => ({
    service: service.name,
    name,
    sources: valuesOf(pattern, 'source'),
    detailTypes: valuesOf(pattern, 'detail-type'),
  }));
}

/** @returns {Consumer[]} the consumers of all services */
const consumers = () => SERVICES.flatMap(consumersOf);

/** @typedef {Pick<Consumer, 'service' | 'name'>} ConsumerName */

/** @returns {ConsumerName[]} the functions of all services: consumers, those on a schedule, and those that a deploy invokes */
const functions = () =>
  SERVICES.flatMap((service) =>
    Object.keys(templateOf(service).functions ?? {}).map((name) => ({ service: service.name, name })),
  );

/** @param {ConsumerName} consumer @param {string} stage @returns {string} the name of its queue, and of its rule */
const queueOf = ({ service, name }, stage) => `customer-files-${service}-${name}-${stage}`;

/** @param {ConsumerName} consumer @param {string} stage @returns {string} the name of its dead-letter queue */
const deadLettersOf = ({ service, name }, stage) => `customer-files-${service}-${name}-dead-letters-${stage}`;

/** @param {ConsumerName} consumer @param {string} stage @returns {string} the name of its Lambda function */
const functionOf = ({ service, name }, stage) => `customer-files-${service}-${stage}-${name}`;

/** @param {string} name of a function @returns {string} what the logical ids of its resources begin with */
const logicalIdOf = (name) => `${name[0]?.toUpperCase()}${name.slice(1)}`;

/** @param {string} service @param {string} stage @returns {{ Key: string, Value: string }} of the roles that publish as the service */
const publisherTag = (service, stage) => ({ Key: 'customer-files-publisher', Value: `${service}-${stage}` });

module.exports = {
  SERVICES,
  servicesIn,
  consumersOf,
  consumers,
  functions,
  queueOf,
  deadLettersOf,
  functionOf,
  logicalIdOf,
  publisherTag,
};
