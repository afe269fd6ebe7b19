import { violationsOfSeeds } from './random-faults';
import { useDatabase } from './database';

const database = useDatabase();

it('files end as the model says with all faults at random: seeds 1 to 100 of `npm run soak`', async () => {
  expect(await violationsOfSeeds(database(), 1, 100)).toEqual([]);
}, 240_000);
