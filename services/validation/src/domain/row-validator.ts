import { type FileFault, parseEscapedFields, type RecordView, unguard } from '@customer-files/csv';
import { COLUMN_NAMES } from '@customer-files/customer-schema';
import {
  type ColumnPositions,
  type Dialect,
  type FailureCounts,
  type FeedSettings,
  notice,
  type Notice,
  type RowCounts,
} from '@customer-files/events';
import type { PartWriter } from '@customer-files/part-format';
import type { Fault } from './cell-rule';
import { Duplicates } from './duplicates';
import { duplicateOf } from './duplicate-fault';
import { differences, identityMark, identityMarkOfBytes, type IdentityMark } from './identity-mark';
import { FastPath } from './fast-path';
import { tooManyRows } from './file-faults';
import { recordFault, recordText } from './record-fault';
import { RejectsFile } from './rejects-file';
import { RepeatedHeader } from './repeated-header';
import { validateCells } from './slow-path';
import { type ValidationContext, validationContext } from './validation-context';

const CUSTOMER_ID = COLUMN_NAMES.indexOf('customer_id');
const FULL_NAME = COLUMN_NAMES.indexOf('full_name');
const EMAIL = COLUMN_NAMES.indexOf('email');

const NO_ROWS = notice(
  'NO_ROWS',
  'The file has a header and no rows. Check that its export found what it should have.',
);

/** What validation has to know of a file before it reads the first record; all of it comes with the event. */
export interface FileToValidate {
  dialect: Dialect;
  columns: ColumnPositions;
  /** Fields of a record. */
  width: number;
  /** `YYYY-MM-DD` */
  asOf: string;
  settings: FeedSettings;
  /** The file's id, 16 bytes: the key of the duplicates check. */
  id: Uint8Array;
  /** As stored. */
  bytes: number;
}

/** Takes the accepted rows. */
export type AcceptedRows = Pick<PartWriter, 'writeFast' | 'write'>;

/** Takes the lines of the rejects file, its header first. */
export interface RejectedRows {
  add(csvLine: string): void;
}

/**
 * Validates the records of one file, in order; the first is the header. Each row is either written to `accepted` or
 * added to `rejected`, and counted.
 */
export class RowValidator {
  readonly counts: RowCounts = { total: 0, valid: 0, invalid: 0 };
  readonly failures: FailureCounts = {};
  private readonly context: ValidationContext;
  /** Where each column of `COLUMNS` stands in the file, or -1. */
  private readonly positions: Int32Array;
  private readonly fastPath: FastPath;
  private readonly duplicates: Duplicates;
  private header: readonly string[] = [];
  /** These two are null until the header was read. */
  private rejectsFile: RejectsFile | null = null;
  private repeatedHeader: RepeatedHeader | null = null;

  constructor(
    private readonly file: FileToValidate,
    private readonly accepted: AcceptedRows,
    private readonly rejected: RejectedRows,
  ) {
    this.context = validationContext(file.asOf, file.settings);
    this.positions = Int32Array.from(COLUMN_NAMES, (column) => file.columns[column] ?? -1);
    this.fastPath = new FastPath(this.positions, this.context);
    this.duplicates = new Duplicates(file.id, expectedRows(file));
  }

  /** Takes each record, the header first. @throws FileFault `FILE_TOO_LARGE` */
  readonly take = (record: RecordView): void => {
    const { maxRows } = this.file.settings;
    if (!this.repeatedHeader) this.takeHeader(this.cellsOf(record));
    else if (this.counts.total < maxRows) this.validate(record);
    else if (!this.isHeader(record)) throw tooManyRows(maxRows);
  };

  /**
   * What the owner of the feed may want to know of the rows.
   *
   * @param fault of the file, or null where it was read to its end
   */
  notices(fault: FileFault | null): Notice[] {
    const repeated = this.repeatedHeader?.notice() ?? null;
    return [...(repeated ? [repeated] : []), ...(!fault && this.counts.total === 0 ? [NO_ROWS] : [])];
  }

  private takeHeader(cells: readonly string[]): void {
    this.header = cells;
    this.rejectsFile = new RejectsFile(cells, this.file.dialect.delimiter);
    this.repeatedHeader = new RepeatedHeader(cells, this.positions);
  }

  private isHeader(record: RecordView): boolean {
    return record.fault === null && this.repeatedHeader!.matches(this.cellsOf(record), record.line);
  }

  private validate(record: RecordView): void {
    const broken = recordFault(record, this.header);
    if (broken) this.rejectRecord(record, broken);
    // The cells of a resubmission may have to lose their formula guard first, which only the slow path does.
    else if (!this.file.dialect.returned && this.fastPath.accepts(record)) this.acceptFast(record);
    else this.validateSlow(record);
  }

  private acceptFast(record: RecordView): void {
    const { from, to, encoded, name, born } = this.fastPath;
    const { bytes, line } = record;
    const mark = identityMarkOfBytes(encoded[CUSTOMER_ID]!, bytes, from[EMAIL]!, to[EMAIL]!);
    const earlier =
      name === null
        ? this.duplicates.seenBeforeAscii(bytes, from[FULL_NAME]!, to[FULL_NAME]!, born, line, mark)
        : this.duplicates.seenBefore(name, born, line, mark);
    if (earlier > 0) return this.reject(record, this.cellsOf(record), [this.duplicateOf(earlier, mark)]);
    this.countAccepted();
    this.accepted.writeFast(line, bytes, from, to, encoded);
  }

  private validateSlow(record: RecordView): void {
    const cells = this.cellsOf(record);
    const { faults, values } = validateCells(this.knownCells(cells), this.context);
    if (faults)
      return this.repeatedHeader!.matches(cells, record.line) ? undefined : this.reject(record, cells, faults);
    const { year, month, day } = values.date_of_birth;
    const mark = identityMark(values.customer_id, values.email);
    const earlier = this.duplicates.seenBefore(values.full_name, year * 10_000 + month * 100 + day, record.line, mark);
    if (earlier > 0) return this.reject(record, cells, [this.duplicateOf(earlier, mark)]);
    this.countAccepted();
    this.accepted.write(record.line, values);
  }

  private duplicateOf(line: number, mark: IdentityMark): Fault {
    return duplicateOf(line, differences(mark, this.duplicates.markOfEarlier));
  }

  private cellsOf(record: RecordView): string[] {
    const cells = record.hasEscapedQuotes ? parseEscapedFields(record, this.file.dialect.delimiter) : record.texts();
    return this.file.dialect.returned ? cells.map(unguard) : cells;
  }

  /** The cells of the known columns, in the order of `COLUMNS`. */
  private knownCells(cells: readonly string[]): string[] {
    const known: string[] = [];
    for (const position of this.positions) known.push(position < 0 ? '' : cells[position]!);
    return known;
  }

  private reject(record: RecordView, cells: readonly string[], faults: readonly Fault[]): void {
    this.count(faults);
    this.rejected.add(this.rejectsFile!.row(cells, record.line, faults));
  }

  /** Rejects a record that cannot be read as cells. */
  private rejectRecord(record: RecordView, broken: Fault): void {
    this.count([broken]);
    this.rejected.add(this.rejectsFile!.record(recordText(record), record.line, broken));
  }

  private countAccepted(): void {
    this.counts.total++;
    this.counts.valid++;
  }

  private count(faults: readonly Fault[]): void {
    if (this.counts.invalid === 0) this.rejected.add(this.rejectsFile!.header());
    this.counts.total++;
    this.counts.invalid++;
    for (const { code } of faults) this.failures[code] = (this.failures[code] ?? 0) + 1;
  }
}

/** Bytes that a row of most files has at least, and how far gzip shrinks it: a first guess at the number of rows. */
const ROW_BYTES = 80;
const GZIP_RATIO = 4;

/** The most rows that memory is set aside for at the start, whatever size an event states; it grows for real ones. */
const MAX_EXPECTED_ROWS = 10_000_000;

function expectedRows({ bytes, dialect: { gzip }, settings: { maxRows } }: FileToValidate): number {
  return Math.min(maxRows, MAX_EXPECTED_ROWS, Math.ceil((bytes * (gzip ? GZIP_RATIO : 1)) / ROW_BYTES) + 1);
}
