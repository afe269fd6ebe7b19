import { type ValidationError, validateSync } from 'class-validator';

function listed(errors: readonly ValidationError[], path: string): string[] {
  return errors.flatMap(({ property, constraints, children }) => [
    ...Object.keys(constraints ?? {}).map((constraint) => `${path}${property} fails ${constraint}`),
    ...listed(children ?? [], `${path}${property}.`),
  ]);
}

/**
 * Validates an event by the decorators of its class. Undeclared fields are ignored.
 *
 * @returns its faults as paths and constraints (`accepted.key fails isString`), never values; empty for a valid event
 */
export function eventFaults(event: object): string[] {
  return listed(validateSync(event, { validationError: { target: false, value: false } }), '');
}
