import { violationsOfSeeds } from './random-faults';
import { useDatabase } from './database';

const database = useDatabase();

it('files end as the model says with everything at random, as in `npm run soak -- --seed S`: seeds 1 to 100', async () => {
  expect(await violationsOfSeeds(database(), 1, 100)).toEqual([]);
}, 240_000);
