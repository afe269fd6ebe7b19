/** The alarms that all functions share. */
const ALARM_PERIOD = 300;

/** @type {(description: string, namespace: string, metric: string, dimension: string, value: unknown, threshold: number, statistic: string, actions: string[]) => object} */
const alarm = (description, namespace, metric, dimension, value, threshold, statistic, actions) => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    AlarmDescription: description,
    Namespace: namespace,
    MetricName: metric,
    Dimensions: [{ Name: dimension, Value: value }],
    Statistic: statistic,
    Period: ALARM_PERIOD,
    EvaluationPeriods: 1,
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: threshold,
    TreatMissingData: 'notBreaching',
    AlarmActions: actions,
  },
});

/** @type {(resolveVariable: (address: string) => Promise<any>) => Promise<string[]>} */
const alarmActions = async (resolveVariable) => {
  const topic = await resolveVariable("param:alarmTopic, ''");
  return topic ? [topic] : [];
};

module.exports = { alarm, alarmActions };
