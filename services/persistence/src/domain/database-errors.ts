/**
 * SQLSTATEs and codes of Node.js after which an attempt on a fresh connection may succeed: serialization failure, deadlock,
 * lock time-out, too many connections, shutdown, failover (the former primary accepts no writes), lost connection.
 */
const TRANSIENT =
  /^(?:40001|40P01|55P03|53300|57P0[1-3]|25006|08\w{3}|ECONNRESET|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|ENOTFOUND|EPIPE|ETIMEDOUT)$/;

const LOST = /Connection terminated|connection timeout|timeout expired|Client has encountered a connection error/i;

const LOGIN_REFUSED = /^(?:28P01|28000)$/;

interface Coded {
  code?: string;
  message?: string;
  driverError?: Coded;
}

const codeOf = (error: unknown): string => (error as Coded).driverError?.code ?? (error as Coded).code ?? '';

/** Whether another attempt may succeed. After a COMMIT whose answer was lost, that attempt finds the part in the ledger. */
export function isTransient(error: unknown): boolean {
  return TRANSIENT.test(codeOf(error)) || LOST.test((error as Coded).message ?? '');
}

/** Whether the server refused the login: the password may have been rotated since it was read. */
export function isLoginRefused(error: unknown): boolean {
  return LOGIN_REFUSED.test(codeOf(error));
}

/** The database did not answer within the time of the invocation. The next delivery finds in the ledger whether it committed. */
export class OutOfTime extends Error {
  override readonly name = 'OutOfTime';
  readonly code = 'OUT_OF_TIME';

  constructor() {
    super('the database did not answer within the time of the function');
  }
}

/** An error of the database without its message and details, in which PostgreSQL quotes values of rows. */
class DatabaseFailed extends Error {
  override readonly name = 'DatabaseFailed';
  readonly code: string;

  constructor(error: unknown) {
    super(`the database refused the work (SQLSTATE ${codeOf(error) || 'none'})`);
    this.code = codeOf(error) || 'DATABASE_FAILED';
  }
}

/** The error itself, or {@link DatabaseFailed} for one of PostgreSQL: values that it quotes must not reach a log. */
export function withoutValues(error: unknown): unknown {
  const { driverError, severity } = error as { driverError?: unknown; severity?: unknown };
  return driverError || severity ? new DatabaseFailed(error) : error;
}
