/**
 * Errors of PostgreSQL and of the connection that a fresh attempt may cure: serialization, deadlock, a lock not had in time,
 * too many connections, shutdown, a failover (what was the primary takes no writes), lost connections.
 */
const TRANSIENT =
  /^(?:40001|40P01|55P03|53300|57P0[1-3]|25006|08\w{3}|ECONNRESET|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|EPIPE|ETIMEDOUT)$/;

const LOST = /Connection terminated|connection timeout|timeout expired|Client has encountered a connection error/i;

const LOGIN_REFUSED = /^(?:28P01|28000)$/;

interface Coded {
  code?: string;
  message?: string;
  driverError?: Coded;
}

const codeOf = (error: unknown): string => (error as Coded).driverError?.code ?? (error as Coded).code ?? '';

/** Whether another attempt may cure it. A COMMIT whose answer was lost is among these: the ledger decides. */
export function isTransient(error: unknown): boolean {
  return TRANSIENT.test(codeOf(error)) || LOST.test((error as Coded).message ?? '');
}

/** Whether the password may have been changed since it was read. */
export function isLoginRefused(error: unknown): boolean {
  return LOGIN_REFUSED.test(codeOf(error));
}

/** The database did not answer before the invocation had to end. The next one finds in the ledger how it ended. */
export class OutOfTime extends Error {
  override readonly name = 'OutOfTime';
  readonly code = 'OUT_OF_TIME';

  constructor() {
    super('the database did not answer within the time of the function');
  }
}

/** An error of the database without the values that PostgreSQL puts in its details. */
export class DatabaseFailed extends Error {
  override readonly name = 'DatabaseFailed';
  readonly code: string;

  constructor(error: unknown) {
    super(`the database refused the work (SQLSTATE ${codeOf(error) || 'none'})`);
    this.code = codeOf(error) || 'DATABASE_FAILED';
  }
}
