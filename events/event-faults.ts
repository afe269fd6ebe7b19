import { type ValidationError, validateSync } from 'class-validator';

function listed(errors: readonly ValidationError[], path: string): string[] {
  return errors.flatMap(({ property, constraints, children }) => [
    ...Object.keys(constraints ?? {}).map((constraint) => `${path}${property} fails ${constraint}`),
    ...listed(children ?? [], `${path}${property}.`),
  ]);
}

/** What is wrong with an event by the decorators of its class: paths and constraints, never values. Fields that are not declared do not count. */
export function eventFaults(event: object): string[] {
  return listed(validateSync(event, { validationError: { target: false, value: false } }), '');
}
