import type { CalendarDay, COLUMNS, ColumnName, ColumnType } from '@customer-files/customer-schema';

/** How the value of a column of each type is held in memory. */
interface ValueOf extends Record<ColumnType, unknown> {
  bigint: bigint;
  text: string;
  smallint: number;
  date: CalendarDay;
}

type ColumnOf<Name extends ColumnName> = Extract<(typeof COLUMNS)[number], { name: Name }>;

/** An accepted row as it is stored: a value for each column; null where a column that may be empty is. */
export type RowValues = {
  [Name in ColumnName]: ValueOf[ColumnOf<Name>['type']] | (ColumnOf<Name>['required'] extends true ? never : null);
};
