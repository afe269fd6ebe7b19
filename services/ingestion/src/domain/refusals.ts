import type { Examined } from '@customer-files/csv';

type Refused = Extract<Examined, { kind: 'refused' }>;

/** The object that was announced is not there to be looked into. */
export const fileGone: Refused = {
  kind: 'refused',
  code: 'FILE_GONE',
  message: 'The file was deleted or replaced before it could be read.',
  hint: 'Send the file again, and do not change it while it is processed.',
};
