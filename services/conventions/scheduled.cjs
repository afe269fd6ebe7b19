/**
 * The alarm on the errors of each function that runs on a schedule. Such a function has no queue and no dead letters: its next
 * run does what a failed one left undone.
 * Made from `custom.scheduled` of the service: the names of these functions.
 */
const { alarm, alarmActions } = require('./alarm.cjs');
const { logicalIdOf } = require('./services.cjs');

/** @param {{ resolveVariable: (address: string) => Promise<any> }} variables */
module.exports = async ({ resolveVariable }) => {
  /** @type {string[]} */
  const names = await resolveVariable('self:custom.scheduled');
  const service = await resolveVariable('self:service');
  const stage = await resolveVariable('sls:stage');
  const actions = await alarmActions(resolveVariable);
  /** @type {(name: string) => [string, object]} */
  const errors = (name) => {
    const functionName = `${service}-${stage}-${name}`;
    const logicalId = `${logicalIdOf(name)}ErrorsAlarm`;
    return [
      logicalId,
      alarm(
        `${functionName}: a scheduled run failed`,
        'AWS/Lambda',
        'Errors',
        'FunctionName',
        functionName,
        0,
        'Sum',
        actions,
      ),
    ];
  };
  return { Resources: Object.fromEntries(names.map(errors)) };
};
