import { startPostgres } from '../../src/postgres/postgres';

/** An earlier run as a separate process: starts PostgreSQL on a directory and prints how to connect. */
const [directory, logFile] = process.argv.slice(2) as [string, string];
void startPostgres({ directory, port: 0, logFile }).then(({ host, port, database, owner }) =>
  console.log(JSON.stringify({ host, port, database, ...owner })),
);
