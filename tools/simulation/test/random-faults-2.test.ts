import { useDatabase } from './database';
import { violationsAtRandom } from './seeds';

const database = useDatabase();

it('files end as the model says with all faults at random: seeds 101 to 200 of `npm run soak`', async () => {
  expect(await violationsAtRandom(database(), { first: 101, last: 200 })).toEqual([]);
}, 240_000);
