/**
 * The dead-letter queues of this service and of the services whose events it consumes, as JSON for an environment variable:
 * `{ "validation": ["customer-files-validation-validate-dead-letters-<stage>"], ... }`.
 */
const { consumers, deadLettersOf } = require('./services.cjs');

/** @param {{ resolveVariable: (address: string) => Promise<any> }} variables */
module.exports = async ({ resolveVariable }) => {
  const stage = await resolveVariable('sls:stage');
  const own = (await resolveVariable('self:service')).replace('customer-files-', '');
  const all = consumers();
  const sources = all.filter(({ service }) => service === own).flatMap((consumer) => consumer.sources);
  const wanted = all.filter(({ service }) => service === own || sources.includes(`customer-files.${service}`));
  /** @type {Record<string, string[]>} */
  const queues = {};
  for (const consumer of wanted) (queues[consumer.service] ??= []).push(deadLettersOf(consumer, stage));
  return JSON.stringify(queues);
};
