import type { Figures, Result } from '../measure';
import { median } from '../statistics';
import { machine } from './machine';

const MET = new Map<boolean | null, string>([
  [true, 'yes'],
  [false, '**no**'],
  [null, ''],
]);

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  `| ${head.join(' | ')} |`,
  `|${head.map(() => '---').join('|')}|`,
  ...rows.map((cells) => `| ${cells.map(cell).join(' | ')} |`),
];

function goals(results: readonly Result[]): string[] {
  const rows = results
    .filter(({ goal }) => goal !== null)
    .map(({ name, goal, measured, met }) => [name, goal!, measured, MET.get(met)!]);
  return rows.length === 0 ? [] : [...table(['', 'goal', 'measured', 'met'], rows), ''];
}

function figures(results: readonly Result[]): string[] {
  const rows = results
    .filter(({ goal, name }) => goal === null && name !== PROFILE)
    .map(({ name, measured }) => [name, measured]);
  return rows.length === 0 ? [] : ['## Without a goal', '', ...table(['', 'measured'], rows), ''];
}

/** The measure that says where the time goes, and its figures: who used the processor, and the stages alone. */
const PROFILE = 'profile';
const PROCESSOR = 'processor: ';
const STAGE = 'stage: ';

/** The medians of the figures whose names begin so, the largest first where that says more than their order. */
function part(runs: readonly Figures[], begins: string): [string, number][] {
  const names = [...new Set(runs.flatMap((run) => Object.keys(run)))].filter((name) => name.startsWith(begins));
  return names.map((name) => [name.slice(begins.length), median(runs.flatMap((run) => run[name] ?? []))]);
}

const secondsTable = (what: string, rows: readonly [string, number][]): string[] => [
  ...table(
    [what, 'seconds'],
    rows.map(([name, seconds]) => [name, seconds.toFixed(2)]),
  ),
  '',
];

function profile(results: readonly Result[]): string[] {
  const found = results.find(({ name }) => name === PROFILE);
  if (!found) return [];
  const processor = part(found.runs, PROCESSOR).sort(([, a], [, b]) => b - a);
  return [
    '## Where the time goes',
    '',
    `${found.measured}.`,
    '',
    ...(found.runs.length > 0
      ? [
          ...secondsTable('processor time, user and system', processor),
          ...secondsTable('stage, alone', part(found.runs, STAGE)),
        ]
      : []),
  ];
}

/** The results for a person. @param chart the file of the chart beside it, or null */
export function resultsPage(results: readonly Result[], chart: string | null): string {
  return [
    '# Benchmarks',
    '',
    'Written by `npm run bench`; what each row is stands in `tools/bench/measures/`. Medians, and in parentheses the least and the most.',
    '',
    ...machine().map((line) => `- ${line}`),
    '',
    ...goals(results),
    ...(chart
      ? [
          '## Rows a second against the size of the file',
          '',
          `![Rows a second of the chain and of COPY csv, against the rows of the file](${chart})`,
          '',
        ]
      : []),
    ...figures(results),
    ...profile(results),
  ].join('\n');
}
