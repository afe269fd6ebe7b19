import type { CustomerFileProcessed } from '@customer-files/events';
import { formatCount } from '@customer-files/format';
import type { SmokeCommand } from '../command';
import { STAGE } from '../local-deployment';
import { REJECTED, SMOKE_CUSTOMER_ID, type SmokeFile } from './smoke-file';

type Counts = NonNullable<CustomerFileProcessed['counts']>;

/** What a smoke test has done, where it found no difference. */
export interface Outcome {
  summary: CustomerFileProcessed;
  file: SmokeFile;
  /** The name of the landing bucket. */
  landing: string;
  /** The earlier smoke test whose row was there; null where it is not known. */
  earlier: string | null;
}

/** The options of a command that works on the same stage. */
const optionsOf = ({ stage, region }: Pick<SmokeCommand, 'stage' | 'region'>): string =>
  stage === STAGE ? '' : ` --stage ${stage}${region ? ` --region ${region}` : ''}`;

/** The command that takes a file out of a stage. */
export const undoCommand = (fileId: string, command: Pick<SmokeCommand, 'stage' | 'region'>): string =>
  `npm run undo -- ${fileId}${optionsOf(command)}`;

/** What became of the valid row. */
function loadedAs({ total: _total, valid: _valid, invalid: _invalid, ...loaded }: Counts): string {
  return Object.entries(loaded)
    .filter(([, count]) => count > 0)
    .map(
      ([name, count]) =>
        `${count} ${name}${name === 'conflicting' ? ' (the row of an earlier year has another age)' : ''}`,
    )
    .join(', ');
}

/** What became of the row: it is deleted, or one that was there before stays. */
function leftBehind({ summary, earlier }: Outcome, command: SmokeCommand): string[] {
  if (summary.counts!.inserted > 0)
    return [
      '1 row deleted: the file is undone, and no row of it stays in dim_customer',
      'The owner of the feed gets two e-mails: one about the file, one about its undo.',
    ];
  return [
    `Nothing to undo: the row of customer ${SMOKE_CUSTOMER_ID} was there, from a smoke test that was interrupted, and stays. To take it out:`,
    earlier
      ? `  ${undoCommand(earlier, command)}`
      : `  ${undoCommand('FILE_ID', command)}, with the source_file_id of that row in dim_customer`,
    'The owner of the feed gets one e-mail, about the file.',
  ];
}

/** A smoke test that found no difference, in lines for a terminal. */
export function described(outcome: Outcome, command: SmokeCommand): string {
  const { summary, file, landing } = outcome;
  const rejected = file.hasReject
    ? `1 rejected (${REJECTED.code}, as it has to be)`
    : 'none sent that is rejected, because maxRejects would refuse the file';
  return [
    `s3://${landing}/${file.key}`,
    `file ${summary.fileId}: ${formatCount(summary.counts!.total, 'row')}, 1 accepted, ${rejected}`,
    loadedAs(summary.counts!),
    ...leftBehind(outcome, command),
    'The objects stay until they expire: a replay needs them.',
  ]
    .map((line) => `  ${line}\n`)
    .join('');
}
