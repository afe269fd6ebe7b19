import { useDatabase } from './database';
import { violationsOfDeliveries } from './seeds';

const database = useDatabase();

it('files end as the model says when their events are delivered in any order: seeds 1 to 100', async () => {
  expect(await violationsOfDeliveries(database(), { maxDelayMs: 120_000 }, { first: 1, last: 100 })).toEqual([]);
}, 240_000);
