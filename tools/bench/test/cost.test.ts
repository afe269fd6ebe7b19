import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FunctionCounts, UsageCounts } from '@customer-files/local-cloud';
import { combine, grown, times } from '../src/cost/arithmetic';
import { billedSeconds, gigabyteSeconds } from '../src/cost/billed';
import { withColdStarts } from '../src/cost/cold';
import { billTotal, type CostLine, costOf, totalOf } from '../src/cost/cost-of';
import { withTables } from '../src/cost/document';
import { type DeployedResources, deployedResources } from '../src/cost/deployed-resources';
import type { Findings } from '../src/cost/findings';
import { formulaOf, type Size } from '../src/cost/formula';
import { idlePolls, monthlyCost } from '../src/cost/monthly';
import { perPartSize, trialOf } from '../src/cost/per-size';
import { costTables } from '../src/cost/tables';
import { dollars, quantity } from '../src/cost/format';

const NOTHING: UsageCounts = {
  s3: {},
  sqs: { sends: 0, receives: 0, emptyReceives: 0, deletes: 0, visibilityChanges: 0, others: 0 },
  events: { custom: 0, fromAws: 0, replayed: 0, archived: 0, archivedBytes: 0, deliveries: 0 },
  lambda: {},
  ssm: { requests: 0, decryptions: 0 },
  ses: { emails: 0 },
};

const folder = (counts: Partial<UsageCounts['s3'][string]>): UsageCounts['s3'][string] => ({
  writes: 0,
  reads: 0,
  free: 0,
  bytesIn: 0,
  bytesOut: 0,
  ...counts,
});

const fn = (counts: Partial<FunctionCounts>): FunctionCounts => ({
  memorySize: 512,
  invocations: 0,
  milliseconds: 0,
  processorMilliseconds: 0,
  starts: 0,
  startProcessorMilliseconds: 0,
  logBytes: 0,
  ...counts,
});

const RESOURCES: DeployedResources = {
  alarms: 22,
  archiveDays: 90,
  buckets: [
    { bucket: 'customer-files-landing-local-', days: 208 },
    { bucket: 'customer-files-work-local-', days: 104 },
  ],
  mappings: [
    { function: 'x-validate', maximumConcurrency: 10 },
    { function: 'x-persist', maximumConcurrency: 5 },
  ],
  schedules: [{ function: 'x-relay', minutes: 15 }],
};

/** The line of a bill that begins so. */
const line = (lines: readonly CostLine[], what: string): CostLine => lines.find((one) => one.what.startsWith(what))!;

describe('counts', () => {
  it('grow between two readings, also where there was nothing before', () => {
    const before = { ...NOTHING, s3: { a: folder({ writes: 2 }) } };
    const after = {
      ...NOTHING,
      s3: { a: folder({ writes: 5, reads: 1 }), b: folder({ free: 1 }) },
      lambda: { f: fn({ invocations: 3 }) },
    };
    expect(grown(before, after)).toEqual({
      ...NOTHING,
      s3: { a: folder({ writes: 3, reads: 1 }), b: folder({ free: 1 }) },
      lambda: { f: fn({ invocations: 3 }) },
    });
  });

  it('are multiplied, but for the memory of a function', () => {
    expect(times({ ...NOTHING, lambda: { f: fn({ invocations: 3 }) } }, 10).lambda.f).toMatchObject({
      memorySize: 512,
      invocations: 30,
    });
  });

  it('say where they stand', () => {
    const places: string[] = [];
    combine([{ ...NOTHING, s3: { 'bucket/in': folder({}) } }], (_, place) => places.push(place));
    expect(places).toEqual(expect.arrayContaining(['s3 bucket/in bytesIn', 'sqs sends', 'ses emails']));
  });
});

describe('a second of Lambda', () => {
  it.each([
    ['waiting is what it is', { memorySize: 128, milliseconds: 1000, processorMilliseconds: 0 }, 1],
    [
      'computing takes as much longer as the share of a core is smaller',
      { memorySize: 1769 / 4, milliseconds: 1000, processorMilliseconds: 1000 },
      4,
    ],
    ['both, one after the other', { memorySize: 1769 / 2, milliseconds: 1500, processorMilliseconds: 1000 }, 2.5],
    [
      'a whole core or more is no faster than one',
      { memorySize: 3008, milliseconds: 1000, processorMilliseconds: 1000 },
      1,
    ],
    [
      'several threads at once take the time of all',
      { memorySize: 1769, milliseconds: 1000, processorMilliseconds: 1500 },
      1.5,
    ],
  ])('%s', (_, measured, seconds) => {
    expect(billedSeconds(measured)).toBeCloseTo(seconds, 10);
  });

  it('is billed with the memory of the function', () => {
    expect(gigabyteSeconds(256, 8)).toBe(2);
  });
});

describe('the bill', () => {
  const usage: UsageCounts = {
    s3: {
      'customer-files-landing-local-0/incoming': folder({
        writes: 1000,
        reads: 10_000,
        free: 50,
        bytesIn: 1e9,
        bytesOut: 9e9,
      }),
      'customer-files-work-local-0/parts': folder({ bytesIn: 2e9 }),
    },
    sqs: {
      sends: 300_000,
      receives: 300_000,
      emptyReceives: 900_000,
      deletes: 300_000,
      visibilityChanges: 100_000,
      others: 0,
    },
    events: { custom: 1_000_000, fromAws: 500, replayed: 0, archived: 9, archivedBytes: 1e9, deliveries: 9 },
    lambda: { 'x-persist': fn({ memorySize: 1024, invocations: 1_000_000, milliseconds: 100_000, logBytes: 4e8 }) },
    ssm: { requests: 100, decryptions: 10_000 },
    ses: { emails: 1000 },
  };
  const { doing, keeping } = costOf(usage, RESOURCES);

  it.each([
    ['S3: PUT', 0.005],
    ['S3: GET', 0.004],
    ['SQS', 0.4],
    ['EventBridge: custom', 1],
    ['EventBridge: archiving', 0.1],
    ['Lambda: invocations', 0.2],
    ['Lambda: running', 0.00133334],
    ['Lambda: cold', 0],
    ['CloudWatch', 0.5],
    ['KMS', 0.03],
    ['SES', 0.1],
  ])('has each service at its price: %s', (what, usd) => {
    expect(line(doing, what).usd).toBeCloseTo(usd, 9);
  });

  it('keeps the objects of a bucket and the archive for as long as they are kept', () => {
    const month = 365 / 12;
    expect(line(keeping, 'S3: landing').usd).toBeCloseTo((0.023 * 208) / month, 9);
    expect(line(keeping, 'S3: work').usd).toBeCloseTo((2 * 0.023 * 104) / month, 9);
    expect(line(keeping, 'EventBridge').usd).toBeCloseTo((0.023 * 90) / month, 9);
  });

  it('does not grow by what costs nothing, nor by queues that have nothing', () => {
    const free = {
      ...NOTHING,
      s3: { a: folder({ free: 9, bytesOut: 1e9 }) },
      sqs: { ...NOTHING.sqs, emptyReceives: 1e6 },
      events: { ...NOTHING.events, fromAws: 1e6, deliveries: 1e6 },
    };
    expect(billTotal(costOf(free, RESOURCES))).toBe(0);
  });
});

describe('cold starts', () => {
  const seen = {
    ...NOTHING,
    lambda: {
      'x-validate': fn({ starts: 2, startProcessorMilliseconds: 600 }),
      'x-persist': fn({ starts: 1, startProcessorMilliseconds: 500 }),
    },
  };

  it('are as many as may run at a time, or as there are invocations, each as long as those that were seen', () => {
    const usage = {
      ...NOTHING,
      lambda: { 'x-validate': fn({ invocations: 1 }), 'x-persist': fn({ invocations: 19 }) },
    };
    const { lambda, ssm } = withColdStarts(usage, seen, RESOURCES);
    expect(lambda['x-validate']).toMatchObject({ starts: 1, startProcessorMilliseconds: 300 });
    expect(lambda['x-persist']).toMatchObject({ starts: 5, startProcessorMilliseconds: 2500 });
    expect(ssm).toEqual({ requests: 6, decryptions: 6 });
  });

  it('cannot be derived for a function that was never seen to start', () => {
    expect(() =>
      withColdStarts({ ...NOTHING, lambda: { 'x-other': fn({ invocations: 1 }) } }, seen, RESOURCES),
    ).toThrow('never started');
  });
});

/** What a chain would count that grows exactly as the formula says. */
function chainOf({ files, parts, rows }: Size): UsageCounts {
  return {
    ...NOTHING,
    s3: {
      'customer-files-landing-local-0/incoming': folder({ writes: 2 * files + rows / 50_000, bytesIn: 92 * rows }),
      'customer-files-work-local-0/parts': folder({
        writes: files + parts,
        reads: parts,
        bytesIn: 16 * files + 120 * rows,
      }),
    },
    sqs: {
      ...NOTHING.sqs,
      sends: 4 * files + 2 * parts,
      receives: 4 * files + 2 * parts,
      deletes: 4 * files + 2 * parts,
    },
    events: { ...NOTHING.events, custom: 3 * files + 2 * parts },
    lambda: {
      'x-validate': fn({
        invocations: files,
        milliseconds: 20 * files + 0.004 * rows,
        processorMilliseconds: 10 * files + 0.003 * rows,
        logBytes: 500 * files,
      }),
      'x-persist': fn({
        invocations: parts,
        milliseconds: 15 * parts + 0.002 * rows,
        processorMilliseconds: 5 * parts + 0.001 * rows,
        logBytes: 300 * parts,
      }),
    },
    ses: { emails: files },
  };
}

const counted = (size: Size) => ({ size, usage: chainOf(size) });

const FINDINGS: Findings = {
  resources: RESOURCES,
  small: counted({ files: 1, parts: 1, rows: 100 }),
  middle: counted({ files: 1, parts: 1, rows: 10_000 }),
  trial: counted({ files: 1, parts: 5, rows: 250_000 }),
  large: counted({ files: 1, parts: 19, rows: 1_000_000 }),
  accepted: 940_000,
  since: {
    ...NOTHING,
    lambda: {
      'x-validate': fn({ starts: 1, startProcessorMilliseconds: 300 }),
      'x-persist': fn({ starts: 1, startProcessorMilliseconds: 500 }),
    },
  },
  runs: { 'x-relay': { ...NOTHING, lambda: { 'x-relay': fn({ invocations: 1, milliseconds: 50 }) } } },
  day: '2026-11-24',
  machine: 'one',
};

/** The same, but for what floating point makes of it. */
const rounded = (usage: UsageCounts): UsageCounts => combine([usage], ([count]) => Number(count!.toPrecision(9)) + 0);

describe('the formula', () => {
  const formula = formulaOf(FINDINGS.small, FINDINGS.large);

  it.each([
    ['the smaller of the two files that it is made from', FINDINGS.small.size],
    ['the larger', FINDINGS.large.size],
    ['a file between them', FINDINGS.trial.size],
    ['the same rows in other parts', { files: 1, parts: 94, rows: 1_000_000 }],
    ['many files', { files: 100, parts: 200, rows: 1_000_000 }],
  ])('gives the counts of %s', (_, size) => {
    expect(rounded(formula(size))).toEqual(rounded(chainOf(size)));
  });

  it('cannot be made from two files that are alike', () => {
    expect(() => formulaOf(FINDINGS.small, FINDINGS.middle)(FINDINGS.large.size)).toThrow(
      'cannot be derived from files and parts',
    );
  });

  it('is tried by a file that it was not made from', () => {
    const { formula, counted } = trialOf(FINDINGS);
    expect(formula).toBeCloseTo(counted, 12);
  });

  it('agrees, for parts of the size that is deployed, with what was counted', () => {
    const deployed = perPartSize(FINDINGS).find(({ rows }) => rows === 50_000)!;
    expect(deployed.warm + deployed.keeping).toBeCloseTo(billTotal(costOf(FINDINGS.large.usage, RESOURCES)), 12);
  });

  it('says that smaller parts cost more', () => {
    const warm = perPartSize(FINDINGS).map((one) => one.warm);
    expect(warm).toEqual([...warm].sort((a, b) => b - a));
  });
});

describe('a month', () => {
  it('has the polls of queues that have nothing: five at a time, twenty seconds each', () => {
    expect(idlePolls(RESOURCES)).toBe((2 * 5 * 30.416666666666668 * 86_400) / 20);
  });

  it('has the alarms and what runs by the clock', () => {
    const lines = monthlyCost(RESOURCES, FINDINGS.runs);
    expect(line(lines, 'CloudWatch').usd).toBeCloseTo(2.2, 9);
    expect(line(lines, 'relay, every 15 minutes').quantity).toBeCloseTo(2920, 9);
    expect(totalOf(lines)).toBeGreaterThan(2.7);
  });
});

describe('what is deployed', () => {
  it('is read from the templates', () => {
    const directory = mkdtempSync(join(tmpdir(), 'resources-'));
    const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
    const bucket = (name: string, rule: object) => ({
      Type: 'AWS::S3::Bucket',
      Properties: {
        BucketName: { 'Fn::Sub': `${name}-\${AWS::AccountId}` },
        LifecycleConfiguration: { Rules: [rule, { AbortIncompleteMultipartUpload: {} }] },
      },
    });
    const Resources = {
      F: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'x-persist' } },
      S: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'x-relay' } },
      M: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: { FunctionName: arn('F'), ScalingConfig: { MaximumConcurrency: 5 } },
      },
      R: {
        Type: 'AWS::Events::Rule',
        Properties: { ScheduleExpression: 'rate(15 minutes)', Targets: [{ Arn: arn('S') }] },
      },
      Q: { Type: 'AWS::Events::Rule', Properties: { EventPattern: {}, Targets: [{ Arn: arn('Queue') }] } },
      A: { Type: 'AWS::CloudWatch::Alarm', Properties: {} },
      B: { Type: 'AWS::CloudWatch::Alarm', Properties: {} },
      Work: bucket('work', { ExpirationInDays: 104 }),
      Landing: bucket('landing', { ExpirationInDays: 104, NoncurrentVersionExpiration: { NoncurrentDays: 104 } }),
      Deployment: { Type: 'AWS::S3::Bucket', Properties: {} },
      Archive: { Type: 'AWS::Events::Archive', Properties: { RetentionDays: 90 } },
    };
    writeFileSync(join(directory, 'cloudformation-template-update-stack.json'), JSON.stringify({ Resources }));
    try {
      expect(deployedResources([directory])).toEqual({
        alarms: 2,
        archiveDays: 90,
        mappings: [{ function: 'x-persist', maximumConcurrency: 5 }],
        schedules: [{ function: 'x-relay', minutes: 15 }],
        buckets: [
          { bucket: 'work-', days: 104 },
          { bucket: 'landing-', days: 208 },
        ],
      });
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});

describe('the document', () => {
  it('gets other tables between its markers, and keeps its words', () => {
    const [begin, end] = ['<!-- counted: written by npm run bench -- --only cost -->', '<!-- counted: end -->'];
    const once = withTables(`before\n${begin}\nold\n${end}\nafter\n`, 'new');
    expect(once).toBe(`before\n${begin}\n\nnew\n\n${end}\nafter\n`);
    expect(withTables(once, 'new')).toBe(once);
    expect(() => withTables('no markers', 'new')).toThrow('no place for the tables');
  });

  it('contains every table', () => {
    const tables = costTables(FINDINGS);
    for (const title of [
      'Functions',
      'Requests to S3',
      'by the size of a part',
      'by the size of a file',
      'A month',
      'Prices',
    ])
      expect(tables).toContain(title);
    expect(tables).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('writes dollars and quantities with their significant digits', () => {
    expect([0, 0.0000001, 0.00012345, 0.012345, 1.2345, 123.4].map(dollars)).toEqual([
      '0',
      '< 0.000001',
      '0.000123',
      '0.0123',
      '1.23',
      '123.40',
    ]);
    expect([0, 5, 1234.5, 0.012345, 12.345].map(quantity)).toEqual(['0', '5', '1,235', '0.0123', '12.3']);
  });
});
