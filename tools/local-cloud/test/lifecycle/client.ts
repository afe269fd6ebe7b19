import { startCloud } from '../../src';

/** A client of the embedded cloud as a process of its own: tells the cloud's process and stays. */
void startCloud({ state: process.argv[2]!, ports: 'free', database: false }).then(({ endpoints: { pid } }) =>
  console.log(pid),
);
