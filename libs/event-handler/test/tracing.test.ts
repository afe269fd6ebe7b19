import { clearTrace, setTrace, startDaemon, type TestDaemon } from '@customer-files/telemetry/test/daemon';
import { batchConsumer } from '../src';
import { batchOf, envelope, invoke, recordingLogger } from './batches';

let daemon: TestDaemon;

beforeEach(async () => {
  daemon = await startDaemon();
  setTrace({ address: daemon.address });
});
afterEach(async () => {
  clearTrace();
  await daemon.close();
});

/** A consumer that sets the file's id, as all do, and fails where the event says so. */
const consumer = () => {
  const { logger } = recordingLogger();
  return batchConsumer({
    logger,
    async handle({ detail: { fileId, fails } }) {
      if (fileId) logger.setCorrelationId(fileId);
      if (fails) throw new Error('no');
    },
  });
};

it('traces each message as a subsegment that is annotated with the id of its own file', async () => {
  const batch = batchOf(
    envelope('CustomerFileReceived', { fileId: 'f1' }),
    envelope('CustomerFileRefused', {}),
    envelope('CustomerFileReceived', { fileId: 'f2', fails: true }),
  );
  expect(await invoke(consumer(), batch)).toEqual(['m3']);
  const traced = (await daemon.segments(3)).map(({ name, annotations, fault }) => ({ name, annotations, fault }));
  expect(traced).toEqual([
    { name: 'CustomerFileReceived', annotations: { fileId: 'f1' }, fault: undefined },
    { name: 'CustomerFileRefused', annotations: undefined, fault: undefined },
    { name: 'CustomerFileReceived', annotations: { fileId: 'f2' }, fault: true },
  ]);
});
