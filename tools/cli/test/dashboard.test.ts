import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FeedSettings } from '@customer-files/events';
import { FILE_METRICS } from '../../../services/notification/src/domain/file-metrics';
import { localTarget, STAGE } from '../src/local-deployment';
import { packageServices } from '../src/packages';
import { ROOT, STATE } from '../src/paths';

interface Resource {
  Type: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- CloudFormation
  Properties: Record<string, any>;
}

interface Widget {
  x: number;
  y: number;
  width: number;
  height: number;
  properties: { title: string; region: string; metrics: (string | { expression?: string; stat?: string })[][] };
}

const resources: Resource[] = [];
let widgets: Widget[] = [];

beforeAll(async () => {
  const packages = await packageServices({ root: ROOT, state: STATE, target: localTarget(new FeedSettings()) });
  for (const { directory } of packages) {
    const template = readFileSync(join(directory, 'cloudformation-template-update-stack.json'), 'utf8');
    resources.push(...Object.values((JSON.parse(template) as { Resources: Record<string, Resource> }).Resources));
  }
  const [dashboard] = ofType('AWS::CloudWatch::Dashboard');
  widgets = (JSON.parse(dashboard!.DashboardBody['Fn::Sub'] as string) as { widgets: Widget[] }).widgets;
}, 600_000);

const ofType = (type: string): Resource['Properties'][] =>
  resources.filter(({ Type }) => Type === type).map(({ Properties }) => Properties);

const lines = () => widgets.flatMap(({ properties }) => properties.metrics);

/** A metric with its dimensions, as a line of a graph or a search names it. */
interface Named {
  namespace: string;
  metric: string;
  dimensions: Record<string, string>;
  isByCode: boolean;
}

function namedIn(line: Widget['properties']['metrics'][number]): Named {
  const [first] = line;
  if (typeof first === 'string') {
    const [namespace, metric, ...rest] = line.filter((one) => typeof one === 'string');
    const pairs = rest.flatMap((name, i) => (i % 2 === 0 ? [[name, rest[i + 1]!] as const] : []));
    return { namespace: namespace!, metric: metric!, dimensions: Object.fromEntries(pairs), isByCode: false };
  }
  const search = /\{(\w+),([\w,]+)\} MetricName="(\w+)" service="([\w-]+)" stage="([\w-]+)"/.exec(first!.expression!)!;
  const [, namespace, schema, metric, service, stage] = search;
  expect(schema).toBe('code,service,stage');
  return { namespace: namespace!, metric: metric!, dimensions: { service: service!, stage: stage! }, isByCode: true };
}

const named = (namespace: string): Named[] =>
  lines()
    .map(namedIn)
    .filter((one) => one.namespace === namespace);

const valuesOf = (namespace: string, dimension: string): string[] =>
  [...new Set(named(namespace).map(({ dimensions }) => dimensions[dimension]!))].sort();

describe('the dashboard of a stage', () => {
  it('is one, named after the stage', () => {
    expect(ofType('AWS::CloudWatch::Dashboard').map(({ DashboardName }) => DashboardName as string)).toEqual([
      `customer-files-${STAGE}`,
    ]);
  });

  it('shows every metric of files, and no other, with the dimensions with which notification records them', () => {
    const shown = named('CustomerFiles');
    expect([...new Set(shown.map(({ metric }) => metric))].sort()).toEqual(Object.keys(FILE_METRICS).sort());
    for (const { metric, isByCode, dimensions } of shown) {
      expect({ metric, isByCode }).toEqual({
        metric,
        isByCode: FILE_METRICS[metric as keyof typeof FILE_METRICS].byCode,
      });
      const functions = ofType('AWS::Lambda::Function').map(({ Environment }) => Environment.Variables);
      expect(
        functions.filter(
          (variables) =>
            variables.POWERTOOLS_METRICS_NAMESPACE === 'CustomerFiles' &&
            variables.POWERTOOLS_SERVICE_NAME === dimensions.service &&
            variables.STAGE === dimensions.stage,
        ),
      ).not.toEqual([]);
    }
  });

  it('shows age, depth and dead letters of every queue, and no queue that is in no template', () => {
    const queues = ofType('AWS::SQS::Queue');
    const names = queues.map(({ QueueName }) => QueueName as string);
    const waiting = queues.filter(({ RedrivePolicy }) => RedrivePolicy).map(({ QueueName }) => QueueName as string);
    expect(valuesOf('AWS/SQS', 'QueueName')).toEqual([...names].sort());
    const showing = (metric: string): string[] =>
      named('AWS/SQS')
        .filter((one) => one.metric === metric)
        .map(({ dimensions }) => dimensions.QueueName!);
    expect(showing('ApproximateAgeOfOldestMessage').sort()).toEqual([...waiting].sort());
    expect(showing('ApproximateNumberOfMessagesVisible').sort()).toEqual([...names].sort());
  });

  it('shows errors, duration and throttles of every function, and no function that is in no template', () => {
    const functions = ofType('AWS::Lambda::Function').map(({ FunctionName }) => FunctionName as string);
    for (const metric of ['Errors', 'Duration', 'Throttles']) {
      const shown = named('AWS/Lambda').filter((one) => one.metric === metric);
      expect(new Set(shown.map(({ dimensions }) => dimensions.FunctionName))).toEqual(new Set(functions));
    }
    expect(valuesOf('AWS/Lambda', 'FunctionName')).toEqual([...functions].sort());
  });

  it('shows nothing else, and no database whose name nobody gave', () => {
    expect([...new Set(lines().map((line) => namedIn(line).namespace))].sort()).toEqual([
      'AWS/Lambda',
      'AWS/SQS',
      'CustomerFiles',
    ]);
  });

  it('has graphs of the deployed region that do not overlap, each with a title of its own', () => {
    const places = widgets.map(({ x, y }) => `${x},${y}`);
    expect(new Set(places).size).toBe(widgets.length);
    expect(widgets.every(({ x, width }) => x % width === 0 && x + width <= 24)).toBe(true);
    expect(widgets.every(({ y, height }) => y % height === 0)).toBe(true);
    expect(new Set(widgets.map(({ properties }) => properties.title)).size).toBe(widgets.length);
    expect([...new Set(widgets.map(({ properties }) => properties.region))]).toEqual(['${AWS::Region}']);
  });
});
