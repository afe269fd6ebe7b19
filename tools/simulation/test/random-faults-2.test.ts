import { violationsOfSeeds } from './random-faults';
import { useDatabase } from './database';

const database = useDatabase();

it('files end as the model says with all faults at random: seeds 101 to 200 of `npm run soak`', async () => {
  expect(await violationsOfSeeds(database(), 101, 200)).toEqual([]);
}, 240_000);
