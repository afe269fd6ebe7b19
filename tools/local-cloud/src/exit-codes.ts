/** The embedded cloud's exit status where another one runs on the same state (EX_TEMPFAIL). */
export const ALREADY_RUNNING = 75;
