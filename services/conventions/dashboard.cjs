/**
 * The dashboard of a stage in CloudWatch, in the stack of the bus: all that it shows has a name by convention, so it needs
 * nothing from another stack. What is not deployed yet is an empty line; a service that was added is shown from the next
 * deploy of `events` on.
 * `--param=databaseInstance=ID` adds the graphs of an RDS instance, whose name no convention knows.
 */
const { consumers, deadLettersOf, functionOf, functions, queueOf } = require('./services.cjs');

/** Seconds of one point. */
const PERIOD = 300;
/** The grid of CloudWatch has 24 columns: three graphs a row. */
const [WIDTH, HEIGHT, COLUMNS] = [8, 6, 3];
/** Of a time: half of them, nine of ten, and all are at most that. */
const STATISTICS = ['p50', 'p90', 'Maximum'];

/** @typedef {{ namespace: string, service: string, stage: string }} Source of the product's own metrics */
/** @typedef {(string | object)[]} Line of a graph: namespace, metric, dimensions, options; or an expression */

/** @type {(title: string, metrics: Line[], options?: object) => object} */
const graph = (title, metrics, options = {}) => ({
  title,
  metrics,
  region: '${AWS::Region}',
  period: PERIOD,
  view: 'timeSeries',
  ...options,
});

/** @type {(source: Source, names: string[], label: string, options?: object) => Line[]} */
const own = ({ namespace, service, stage }, names, label, options = {}) =>
  names.map((name) => [
    namespace,
    name,
    'service',
    service,
    'stage',
    stage,
    { label: name.replace(label, '').toLowerCase() || name, ...options },
  ]);

/** Every code that occurs, whatever its name. @type {(source: Source, name: string) => string} */
const byCode = ({ namespace, service, stage }, name) =>
  `SEARCH('{${namespace},code,service,stage} MetricName="${name}" service="${service}" stage="${stage}"', 'Sum', ${PERIOD})`;

/** @type {(queues: string[], metric: string) => Line[]} */
const ofQueues = (queues, metric) => queues.map((name) => ['AWS/SQS', metric, 'QueueName', name]);

/** @type {(names: string[], metric: string) => Line[]} */
const ofFunctions = (names, metric) => names.map((name) => ['AWS/Lambda', metric, 'FunctionName', name]);

/** @type {(source: Source) => object[]} */
const files = (source) => [
  graph(
    'Files by ending',
    [
      ...own(source, ['FilesProcessed', 'FilesStalled'], 'Files'),
      [{ expression: `SUM(${byCode(source, 'FilesRefused')})`, label: 'refused', id: 'refused' }],
    ],
    { stat: 'Sum' },
  ),
  graph('Refusals by code', [[{ expression: byCode(source, 'FilesRefused'), label: '', id: 'refusals' }]]),
  graph(
    'Seconds from object to e-mail',
    STATISTICS.flatMap((stat) => own(source, ['SecondsToEmail'], '', { stat, label: stat })),
  ),
  graph('Rows', own(source, ['RowsTotal', 'RowsValid', 'RowsInvalid'], 'Rows'), { stat: 'Sum' }),
  graph('Rows in the database', own(source, ['RowsInserted', 'RowsUnchanged', 'RowsConflicting'], 'Rows'), {
    stat: 'Sum',
  }),
  graph('Rejects by code', [[{ expression: byCode(source, 'Rejects'), label: '', id: 'rejects' }]]),
];

/** @type {(queues: string[], deadLetters: string[]) => object[]} */
const queueGraphs = (queues, deadLetters) => [
  graph('Age of the oldest message, seconds', ofQueues(queues, 'ApproximateAgeOfOldestMessage'), { stat: 'Maximum' }),
  graph('Messages that wait', ofQueues(queues, 'ApproximateNumberOfMessagesVisible'), { stat: 'Maximum' }),
  graph('Dead letters', ofQueues(deadLetters, 'ApproximateNumberOfMessagesVisible'), { stat: 'Maximum' }),
];

/** @type {(names: string[]) => object[]} */
const functionGraphs = (names) => [
  graph('Errors of functions', ofFunctions(names, 'Errors'), { stat: 'Sum' }),
  graph('Longest invocation, ms', ofFunctions(names, 'Duration'), { stat: 'Maximum' }),
  graph('Throttled invocations', ofFunctions(names, 'Throttles'), { stat: 'Sum' }),
];

/** @type {(persist: string, instance: string) => object[]} */
const database = (persist, instance) => {
  /** @type {(title: string, metric: string, stat: string) => object} */
  const rds = (title, metric, stat) => graph(title, [['AWS/RDS', metric, 'DBInstanceIdentifier', instance]], { stat });
  return [
    graph(
      'Database: loading a part, ms',
      STATISTICS.map((stat) => ['AWS/Lambda', 'Duration', 'FunctionName', persist, { stat, label: stat }]),
    ),
    graph('Database: parts at a time', ofFunctions([persist], 'ConcurrentExecutions'), { stat: 'Maximum' }),
    ...(instance
      ? [
          rds('Database: connections', 'DatabaseConnections', 'Maximum'),
          rds('Database: processor, %', 'CPUUtilization', 'Average'),
          rds('Database: free storage, bytes', 'FreeStorageSpace', 'Minimum'),
          rds('Database: a write, seconds', 'WriteLatency', 'Average'),
        ]
      : []),
  ];
};

/** Row by row. @type {(properties: object[]) => object[]} */
const placed = (properties) =>
  properties.map((one, i) => ({
    type: 'metric',
    x: (i % COLUMNS) * WIDTH,
    y: Math.floor(i / COLUMNS) * HEIGHT,
    width: WIDTH,
    height: HEIGHT,
    properties: one,
  }));

/** @param {{ resolveVariable: (address: string) => Promise<any> }} variables */
module.exports = async ({ resolveVariable }) => {
  const stage = await resolveVariable('sls:stage');
  const { names } = await resolveVariable('self:custom.conventions');
  const instance = await resolveVariable("param:databaseInstance, ''");
  const source = { namespace: names.metrics, service: 'customer-files-notification', stage };
  const all = consumers();
  const graphs = [
    ...files(source),
    ...queueGraphs(
      all.map((one) => queueOf(one, stage)),
      all.map((one) => deadLettersOf(one, stage)),
    ),
    ...functionGraphs(functions().map((one) => functionOf(one, stage))),
    ...database(functionOf({ service: 'persistence', name: 'persist' }, stage), instance),
  ];
  return {
    Resources: {
      Dashboard: {
        Type: 'AWS::CloudWatch::Dashboard',
        Properties: {
          DashboardName: `customer-files-${stage}`,
          DashboardBody: { 'Fn::Sub': JSON.stringify({ widgets: placed(graphs) }) },
        },
      },
    },
  };
};
