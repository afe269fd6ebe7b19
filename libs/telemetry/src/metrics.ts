import { Metrics } from '@aws-lambda-powertools/metrics';

/** One value of a metric. */
export interface Measurement {
  name: string;
  unit: 'Count' | 'Seconds';
  value: number;
  /** The code (of a refusal, of a reject) that the value is counted for. Never a value of a customer, a name or a key. */
  code?: string;
}

/** Records measurements. It neither fails nor waits. */
export type Measure = (measurements: readonly Measurement[]) => void;

/**
 * Writes measurements to standard output in CloudWatch's embedded metric format: CloudWatch makes metrics of the lines in a
 * function's log. Their namespace and the dimension `service` come from the environment (`POWERTOOLS_METRICS_NAMESPACE`,
 * `POWERTOOLS_SERVICE_NAME`). The other dimensions are `stage`, and `code` where a measurement has one: what is counted is
 * billed for each combination of dimensions, so there are no others.
 */
export function cloudWatchMetrics(stage: string): Measure {
  const metrics = new Metrics({ defaultDimensions: { stage } });
  return (measurements) => {
    for (const [code, group] of Map.groupBy(measurements, (one) => one.code)) {
      if (code !== undefined) metrics.addDimension('code', code);
      for (const { name, unit, value } of group) metrics.addMetric(name, unit, value);
      metrics.publishStoredMetrics();
    }
  };
}
