/** The types of `dim_customer` columns that a part can hold; libs/part-format encodes them. */
export type ColumnType = 'bigint' | 'text' | 'smallint' | 'date';

/** A column of a customer file, and of `dim_customer`. */
export interface Column {
  /** Its name in the header of a file and in the table. */
  readonly name: string;
  /**
   * Whether every header must have it and every row must fill it in. A new column starts as optional: the archive holds
   * events, and retained parts hold rows, that are older than the column.
   */
  readonly required: boolean;
  /** Its type in the database. */
  readonly type: ColumnType;
  /** The first version of the part format that holds it. A new column needs a new version, the next whole number. */
  readonly since: number;
  /** Its name in reports. */
  readonly label: string;
}

/**
 * The customer columns, in the order of the table, of parts, and of the codes of a row. Everything that lists columns
 * follows from this table: header matching, positions in events, rules, part fields, the COPY list, conflicts.
 * CONTRIBUTING.md describes how to add one.
 */
export const COLUMNS = [
  { name: 'customer_id', required: true, type: 'bigint', since: 1, label: 'Customer id' },
  { name: 'full_name', required: true, type: 'text', since: 1, label: 'Full name' },
  { name: 'email', required: true, type: 'text', since: 1, label: 'E-mail' },
  { name: 'age', required: true, type: 'smallint', since: 1, label: 'Age' },
  { name: 'date_of_birth', required: true, type: 'date', since: 1, label: 'Date of birth' },
  { name: 'phone_number', required: true, type: 'text', since: 1, label: 'Phone number' },
  { name: 'country', required: false, type: 'text', since: 1, label: 'Country' },
] as const satisfies readonly Column[];

/** The name of a customer column. */
export type ColumnName = (typeof COLUMNS)[number]['name'];

/** The name of a column that every file must have. */
export type RequiredColumnName = Extract<(typeof COLUMNS)[number], { required: true }>['name'];

/** The name of a column that a file may lack. */
export type OptionalColumnName = Exclude<ColumnName, RequiredColumnName>;

/** The column that identifies a customer; `dim_customer`'s primary key. */
export const ID_COLUMN = 'customer_id' satisfies ColumnName;

/** The names of the columns, in the order of {@link COLUMNS}. */
export const COLUMN_NAMES: readonly ColumnName[] = COLUMNS.map(({ name }) => name);
