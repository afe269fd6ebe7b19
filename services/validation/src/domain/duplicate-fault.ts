import { type Fault, fault } from './cell-rule';

const IF_TWO =
  'if they are two people, send this row in a file of its own; if not, delete it, as it would be loaded with the rejects';
const DELETE = 'delete this row before you send the rejects';

/**
 * `DUPLICATE_CUSTOMER`: an earlier valid row of the file has the same name and date of birth. The message says whether the two
 * may be two people. A duplicate is one within its file only: with the corrected rejects it would be loaded.
 *
 * @param line of the earlier row
 * @param differs whether customer_id and email are others than those of the earlier row
 */
export function duplicateOf(line: number, differs: { customerId: boolean; email: boolean }): Fault {
  const id = `${differs.customerId ? 'another' : 'the same'} customer_id`;
  const email = `${differs.email ? 'another' : 'the same'} email`;
  const both =
    differs.customerId === differs.email ? id.replace('customer_id', 'customer_id and email') : `${id} and ${email}`;
  const remedy = differs.customerId || differs.email ? IF_TWO : DELETE;
  return fault('DUPLICATE_CUSTOMER', `the same full_name and date_of_birth as line ${line}, with ${both}; ${remedy}`)
    .fault;
}
