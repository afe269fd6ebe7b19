import { formatNumber } from '@customer-files/format';
import { sum } from './arithmetic';
import { billedSeconds, gigabyteSeconds } from './billed';
import { shortName } from './cold';
import { billTotal, type CostLine, totalOf } from './cost-of';
import type { Findings } from './findings';
import { monthlyCost } from './monthly';
import { largeBill, perFileSize, type PerMillion, perPartSize, trialOf } from './per-size';
import { PRICES, REGION } from './prices';
import { dollars, quantity, table } from './format';

const costRow = ({ what, quantity: count, price: { unit }, usd }: CostLine): string[] => [
  what,
  `${quantity(count)} ${unit}`,
  dollars(usd),
];
const totalRow = (what: string, usd: number): string[] => [`**${what}**`, '', `**${dollars(usd)}**`];

function bill(findings: Findings): string[] {
  const { doing, keeping } = largeBill(findings);
  const {
    size: { rows, parts },
  } = findings.large;
  return [
    `### One file of ${quantity(rows)} rows, ${quantity(findings.accepted)} of them accepted, in ${parts} parts, every function started for it`,
    '',
    ...table(
      ['', 'counted', 'USD'],
      [
        ...doing.map(costRow),
        totalRow('doing it', totalOf(doing)),
        ...keeping.map(costRow),
        totalRow('keeping it', totalOf(keeping)),
        totalRow('together', billTotal({ doing, keeping })),
      ],
    ),
  ];
}

function functions({ large: { usage } }: Findings): string[] {
  const rows = Object.entries(usage.lambda)
    .filter(([, { invocations }]) => invocations > 0)
    .map(([name, one]) => {
      const billed = billedSeconds(one);
      const here = [one.milliseconds / 1000, one.processorMilliseconds / 1000].map((seconds) => seconds.toFixed(2));
      return [
        shortName(name),
        `${one.memorySize}`,
        quantity(one.invocations),
        ...here,
        billed.toFixed(2),
        gigabyteSeconds(one.memorySize, billed).toFixed(2),
      ];
    });
  return [
    '### Functions',
    '',
    ...table(['', 'MB', 'invocations', 'seconds here', 'of them computing', 'seconds billed', 'GB-seconds'], rows),
  ];
}

function folders({ large: { usage } }: Findings): string[] {
  const rows = Object.entries(usage.s3)
    .filter(([, { writes, reads }]) => writes + reads > 0)
    .map(([folder, { writes, reads, bytesIn, bytesOut }]) => {
      const name = folder.replace(/^customer-files-(\w+)-.*?(?=\/|$)/, '$1').replace(/-\d{12}/, '');
      return [name, quantity(writes), quantity(reads), (bytesIn / 1e6).toFixed(2), (bytesOut / 1e6).toFixed(2)];
    });
  return ['### Requests to S3', '', ...table(['', 'PUT, POST, LIST', 'GET, HEAD', 'MB in', 'MB out'], rows)];
}

const writesOf = ({ usage }: PerMillion): number => sum(Object.values(usage.s3).map(({ writes }) => writes));
const gigabyteSecondsOf = ({ usage }: PerMillion): number =>
  sum(Object.values(usage.lambda).map((one) => gigabyteSeconds(one.memorySize, billedSeconds(one))));

function sizes(what: string, rows: readonly PerMillion[]): string[] {
  const cells = rows.map((one) => {
    const { size, usage, warm, cold, keeping } = one;
    const invocations = sum(Object.values(usage.lambda).map((counts) => counts.invocations));
    return [
      quantity(one.rows),
      quantity(size.files),
      quantity(size.parts),
      quantity(writesOf(one)),
      quantity(usage.events.custom),
      quantity(invocations),
      gigabyteSecondsOf(one).toFixed(1),
      dollars(warm),
      dollars(cold),
      dollars(cold + keeping),
    ];
  });
  return table(
    [
      `rows of a ${what}`,
      'files',
      'parts',
      'PUT, POST, LIST',
      'events',
      'invocations',
      'GB-seconds',
      'doing it, USD',
      'all started anew, USD',
      'with keeping, USD',
    ],
    cells,
  );
}

function trial(findings: Findings): string[] {
  const { size } = findings.trial;
  const { formula, counted } = trialOf(findings);
  return [
    `Tried by a file of ${quantity(size.rows)} rows in ${size.parts} parts, all functions up: for doing it the formula says ${dollars(formula)} USD, counted were ${dollars(counted)}.`,
    '',
  ];
}

function month({ resources, runs }: Findings): string[] {
  const lines = monthlyCost(resources, runs);
  return [
    '### A month in which no file comes',
    '',
    ...table(['', 'a month', 'USD'], [...lines.map(costRow), totalRow('together', totalOf(lines))]),
  ];
}

function prices(): string[] {
  const rows = Object.values(PRICES).map(({ what, usd, per, unit, on, from }) => [
    what,
    String(usd),
    per === 1 ? unit.replace(/s\b/, '') : `${formatNumber(per)} ${unit}`,
    on,
    from,
  ]);
  return [`### Prices, ${REGION}`, '', ...table(['', 'USD', 'for', 'on', 'from'], rows)];
}

/** The tables of docs/cost.md. */
export function costTables(findings: Findings): string {
  return [
    `Counted on ${findings.day}: ${findings.machine}.`,
    '',
    ...bill(findings),
    ...functions(findings),
    ...folders(findings),
    '### A million rows, by the size of a part',
    '',
    ...sizes('part', perPartSize(findings)),
    ...trial(findings),
    '### A million rows, by the size of a file',
    '',
    ...sizes('file', perFileSize(findings)),
    ...month(findings),
    ...prices(),
  ]
    .join('\n')
    .trimEnd();
}
