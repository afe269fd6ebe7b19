import { useDatabase } from './database';
import { violationsAtRandom } from './seeds';

const database = useDatabase();

it('files end as the model says with all faults at random: seeds 1 to 100 of `npm run soak`', async () => {
  expect(await violationsAtRandom(database(), { first: 1, last: 100 })).toEqual([]);
}, 240_000);
