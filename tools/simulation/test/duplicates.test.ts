import { useDatabase } from './database';
import { violationsOfDeliveries } from './seeds';

const database = useDatabase();

it('files end as the model says when every event is delivered one to five times at once: seeds 1 to 60', async () => {
  expect(await violationsOfDeliveries(database(), { duplicates: true }, { first: 1, last: 60 })).toEqual([]);
}, 240_000);
