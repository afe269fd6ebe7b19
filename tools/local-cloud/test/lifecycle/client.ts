import { startCloud } from '../../src';

/** A client of the embedded cloud as a separate process: prints the process id of the cloud and keeps running. */
void startCloud({ state: process.argv[2]!, ports: 'free', database: false }).then(({ endpoints: { pid } }) =>
  console.log(pid),
);
