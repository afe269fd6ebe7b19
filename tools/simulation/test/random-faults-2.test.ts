import { violationsOfSeeds } from './random-faults';
import { useDatabase } from './database';

const database = useDatabase();

it('files end as the model says with everything at random, as in `npm run soak -- --seed S`: seeds 101 to 200', async () => {
  expect(await violationsOfSeeds(database(), 101, 200)).toEqual([]);
}, 240_000);
