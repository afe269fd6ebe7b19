import { useDatabase } from './database';
import { violationsOfDeliveries } from './seeds';

const database = useDatabase();

it('files end as the model says when their events are delivered in any order: seeds 101 to 200', async () => {
  expect(await violationsOfDeliveries(database(), { maxDelayMs: 120_000 }, { first: 101, last: 200 })).toEqual([]);
}, 240_000);
