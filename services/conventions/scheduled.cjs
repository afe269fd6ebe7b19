/**
 * What a function that runs by the clock needs beside its role (roles.cjs) and its log group: the alarm on its errors. It has no
 * queue and no dead letters: what it did not do, its next run does.
 * Made from `custom.scheduled` of the service: the names of such functions.
 */
const { alarm, alarmActions } = require('./alarm.cjs');

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
    const logicalId = `${name[0]?.toUpperCase()}${name.slice(1)}ErrorsAlarm`;
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
