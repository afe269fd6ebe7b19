import type { CalendarDay } from './calendar';

/** An accepted row as it is stored. */
export interface RowValues {
  customer_id: bigint;
  full_name: string;
  email: string;
  age: number;
  date_of_birth: CalendarDay;
  phone_number: string;
  country: string | null;
}
