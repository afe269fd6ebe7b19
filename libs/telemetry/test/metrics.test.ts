import { cloudWatchMetrics, type Measurement } from '../src';
import { linesWritten } from './standard-output';

interface EmbeddedMetrics extends Record<string, unknown> {
  _aws: {
    CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string; Unit: string }[] }[];
  };
}

const written = (...measurements: Measurement[]): EmbeddedMetrics[] =>
  linesWritten(() => cloudWatchMetrics('prod')(measurements)).map((line) => JSON.parse(line) as EmbeddedMetrics);

beforeEach(() => {
  process.env.POWERTOOLS_METRICS_NAMESPACE = 'CustomerFiles';
  process.env.POWERTOOLS_SERVICE_NAME = 'customer-files-notification';
});
afterEach(() => {
  delete process.env.POWERTOOLS_METRICS_NAMESPACE;
  delete process.env.POWERTOOLS_SERVICE_NAME;
});

it('writes measurements without a code as one line, with the dimensions service and stage', () => {
  const lines = written(
    { name: 'RowsTotal', unit: 'Count', value: 196 },
    { name: 'SecondsToEmail', unit: 'Seconds', value: 0.5 },
  );
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({
    service: 'customer-files-notification',
    stage: 'prod',
    RowsTotal: 196,
    SecondsToEmail: 0.5,
  });
  expect(lines[0]!._aws.CloudWatchMetrics).toEqual([
    {
      Namespace: 'CustomerFiles',
      Dimensions: [['service', 'stage']],
      Metrics: [
        { Name: 'RowsTotal', Unit: 'Count' },
        { Name: 'SecondsToEmail', Unit: 'Seconds' },
      ],
    },
  ]);
});

it('writes a line for each code, with the code as a dimension that the next line does not have', () => {
  const lines = written(
    { name: 'Rejects', unit: 'Count', value: 3, code: 'EMAIL_INVALID' },
    { name: 'Rejects', unit: 'Count', value: 1, code: 'AGE_INVALID' },
    { name: 'FilesProcessed', unit: 'Count', value: 1 },
  );
  expect(lines.map(({ code, Rejects, FilesProcessed }) => ({ code, Rejects, FilesProcessed }))).toEqual([
    { code: 'EMAIL_INVALID', Rejects: 3, FilesProcessed: undefined },
    { code: 'AGE_INVALID', Rejects: 1, FilesProcessed: undefined },
    { code: undefined, Rejects: undefined, FilesProcessed: 1 },
  ]);
  expect(lines.map(({ _aws }) => _aws.CloudWatchMetrics[0]!.Dimensions)).toEqual([
    [['service', 'stage', 'code']],
    [['service', 'stage', 'code']],
    [['service', 'stage']],
  ]);
});

it('writes nothing without measurements', () => {
  expect(written()).toEqual([]);
});
