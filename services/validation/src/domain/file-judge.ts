import { FileFault, parseEscapedFields, type RecordView, unguard } from '@customer-files/csv';
import { type ColumnPositions, type Dialect, type FailureCounts, type RowCounts } from '@customer-files/events';
import { wholeYears } from './calendar';
import type { Fault } from './cell-rule';
import { type ColumnRule, compileRules } from './compile-rules';
import { Duplicates } from './duplicates';
import type { JudgeContext } from './judge-context';
import { PlainRow } from './plain-row';
import { rawText } from './raw-text';
import { RejectsFile } from './rejects-file';
import { rowFault } from './row-faults';
import type { RowValues } from './row-values';
import { judgeText } from './text-row';

/** What a judge needs to know of a file, all of it from the event. */
export interface FileToJudge {
  dialect: Dialect;
  columns: ColumnPositions;
  width: number;
  context: JudgeContext;
  /** More rows are refused as `FILE_TOO_LARGE`. */
  maxRows: number;
  /** The file's id, 16 bytes: the key of the duplicates check. */
  key: Uint8Array;
  /** As stored. */
  bytes: number;
}

/** What a row takes at least, in most files; and what gzip makes of it. For a first guess at the number of rows. */
const ROW_BYTES = 80;
const GZIP_RATIO = 4;

function expectedRows({ bytes, dialect: { gzip }, maxRows }: FileToJudge): number {
  return Math.min(maxRows, Math.ceil((bytes * (gzip ? GZIP_RATIO : 1)) / ROW_BYTES) + 1);
}

/** Where rows go. */
export interface Verdicts {
  acceptedPlain(bytes: Buffer, from: Int32Array, to: Int32Array, numbers: Float64Array): void;
  accepted(row: RowValues): void;
  /** A line of the rejects file; before the first, its header. */
  rejected(csvLine: string): void;
}

/** Judges the records of one file, in order; the first is the header. */
export class FileJudge {
  readonly counts: RowCounts = { total: 0, valid: 0, invalid: 0 };
  readonly failures: FailureCounts = {};
  private readonly rules: readonly ColumnRule[] = compileRules();
  private readonly positions: Int32Array;
  private readonly plain: PlainRow;
  private readonly duplicates: Duplicates;
  private rejects: RejectsFile | null = null;

  constructor(
    private readonly file: FileToJudge,
    private readonly verdicts: Verdicts,
  ) {
    this.positions = Int32Array.from(this.rules, ({ column }) => file.columns[column as keyof ColumnPositions] ?? -1);
    this.plain = new PlainRow(this.rules, this.positions, file.context);
    this.duplicates = new Duplicates(file.key, expectedRows(file));
  }

  /** To be given each record, the header first. Throws {@link FileFault} `FILE_TOO_LARGE`. */
  readonly take = (record: RecordView): void => {
    if (!this.rejects) this.rejects = new RejectsFile(this.cells(record));
    else if (this.counts.total >= this.file.maxRows) throw tooManyRows(this.file.maxRows);
    else {
      this.counts.total++;
      this.judge(record);
    }
  };

  private judge(record: RecordView): void {
    const broken = rowFault(record, this.file.width);
    if (broken) this.rejectRaw(record, broken);
    // A cell of a returned file may have to lose its guard first, so such files are judged as text.
    else if (this.file.dialect.returned || !this.plain.accepts(record) || !this.acceptPlain(record))
      this.judgeText(record);
  }

  /** False where the row turns out not to be valid, and so has to be judged as text. */
  private acceptPlain(record: RecordView): boolean {
    const { from, to, numbers, name } = this.plain;
    const born = numbers[4]!;
    const years = wholeYears(
      Math.floor(born / 10_000),
      Math.floor(born / 100) % 100,
      born % 100,
      this.file.context.asOf,
    );
    if (years !== numbers[3]) return false;
    const { bytes, line } = record;
    const first =
      name === null
        ? this.duplicates.seenBeforePlain(bytes, from[1]!, to[1]!, born, line)
        : this.duplicates.seenBefore(name, born, line);
    if (first > 0) {
      this.reject(record, this.cells(record), [duplicateOf(first)]);
      return true;
    }
    this.counts.valid++;
    this.verdicts.acceptedPlain(bytes, from, to, numbers);
    return true;
  }

  private judgeText(record: RecordView): void {
    const cells = this.cells(record);
    const { faults, values } = judgeText(this.rules, this.ours(cells), this.file.context);
    if (!values) return this.reject(record, cells, faults);
    const { year, month, day } = values.date_of_birth;
    const first = this.duplicates.seenBefore(values.full_name, year * 10_000 + month * 100 + day, record.line);
    if (first > 0) return this.reject(record, cells, [duplicateOf(first)]);
    this.counts.valid++;
    this.verdicts.accepted(values);
  }

  /** The cells of our columns, in the order of the rules. */
  private ours(cells: readonly string[]): string[] {
    const ours: string[] = [];
    for (const position of this.positions) ours.push(position < 0 ? '' : cells[position]!);
    return ours;
  }

  private cells(record: RecordView): string[] {
    const cells = record.hasEscapedQuotes ? parseEscapedFields(record, this.file.dialect.delimiter) : record.texts();
    return this.file.dialect.returned ? cells.map(unguard) : cells;
  }

  private reject(record: RecordView, cells: readonly string[], faults: readonly Fault[]): void {
    this.count(faults);
    this.verdicts.rejected(this.rejects!.row(cells, record.line, faults));
  }

  private rejectRaw(record: RecordView, fault: Fault): void {
    this.count([fault]);
    this.verdicts.rejected(
      this.rejects!.raw(rawText(record.bytes.subarray(record.start, record.end), record.cut), record.line, fault),
    );
  }

  private count(faults: readonly Fault[]): void {
    if (this.counts.invalid === 0) this.verdicts.rejected(this.rejects!.headerLine());
    this.counts.invalid++;
    for (const { code } of faults) this.failures[code] = (this.failures[code] ?? 0) + 1;
  }
}

function duplicateOf(line: number): Fault {
  return {
    code: 'DUPLICATE_CUSTOMER',
    message: `the same full_name and date_of_birth as line ${line}; keep one of the two`,
  };
}

function tooManyRows(maxRows: number): FileFault {
  return new FileFault(
    'FILE_TOO_LARGE',
    `The file has more than ${maxRows} rows.`,
    'Split the file into smaller ones, each with the header, or raise maxRows in the settings of the feed.',
  );
}
