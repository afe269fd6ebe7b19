import { FileFault } from '@customer-files/csv';

const HINT = 'Send the file again, and do not change it while it is processed.';

/** The file that was announced is not there to be read. */
export function gone(): FileFault {
  return new FileFault('FILE_GONE', 'The file was deleted or replaced before it could be read.', HINT);
}

/** It was there for a first attempt, which did not come to its end. What that one rejected is not known any more. */
export function goneUnderWay(loaded: number): FileFault {
  return new FileFault(
    'FILE_GONE',
    `The file was deleted or replaced while it was read; ${loaded} of its rows are loaded, and of the others nothing is known.`,
    HINT,
  );
}
