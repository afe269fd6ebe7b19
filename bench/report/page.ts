import type { Result } from '../measure';
import { machine } from './machine';

const MET = new Map<boolean | null, string>([[true, 'yes'], [false, '**no**'], [null, '']]);

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  `| ${head.join(' | ')} |`, `|${head.map(() => '---').join('|')}|`, ...rows.map((cells) => `| ${cells.map(cell).join(' | ')} |`),
];

function goals(results: readonly Result[]): string[] {
  const rows = results.filter(({ goal }) => goal !== null).map(({ name, goal, measured, met }) => [name, goal!, measured, MET.get(met)!]);
  return rows.length === 0 ? [] : [...table(['', 'goal', 'measured', 'met'], rows), ''];
}

function figures(results: readonly Result[]): string[] {
  const rows = results.filter(({ goal, name }) => goal === null && name !== PROFILE).map(({ name, measured }) => [name, measured]);
  return rows.length === 0 ? [] : ['## Without a goal', '', ...table(['', 'measured'], rows), ''];
}

/** The measure that says where the time goes. */
export const PROFILE = 'profile';

function profile(results: readonly Result[]): string[] {
  const found = results.find(({ name }) => name === PROFILE);
  if (!found) return [];
  const [medians = {}] = found.runs;
  const rows = Object.entries(medians).map(([stage, value]) => [stage, value.toFixed(2)]);
  return ['## Where the time goes', '', found.measured, '', ...table(['', 's'], rows), ''];
}

/** The results for a person. @param chart the file of the chart beside it, or null */
export function resultsPage(results: readonly Result[], chart: string | null): string {
  return [
    '# Benchmarks', '',
    'Written by `npm run bench`; what each row is stands in `bench/measures/`. Medians, and in parentheses the least and the most.', '',
    ...machine().map((line) => `- ${line}`), '',
    ...goals(results),
    ...(chart ? ['## Rows a second against the size of the file', '', `![Rows a second of the chain and of COPY csv, against the rows of the file](${chart})`, ''] : []),
    ...figures(results),
    ...profile(results),
  ].join('\n');
}
