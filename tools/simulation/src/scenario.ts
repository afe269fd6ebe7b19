import type { Database } from './database';
import { type Faults, faultsOf, type Weather } from './faults';
import { fileOf, refusedFile, type SoakFile } from './files';
import { type Dropped, violationsOf } from './inspect';
import { Random } from './random';
import { World } from './simulation';

/** A world of files, and how to end it. */
export interface Scenario {
  world: World;
  random: Random;
  dropped: Dropped[];
  drop: (file: SoakFile) => Dropped;
  /** Runs it out, calms it down, and compares it with the model. */
  end: () => Promise<string[]>;
}

/** Rows of a full part; few, so that a small file has several. */
export const PART_ROWS = 8;

/** An empty world, and an empty table. */
export async function scenario(database: Database, seed: number): Promise<Scenario> {
  await database.empty();
  const random = new Random(seed);
  const world = new World({ random, database, partRows: PART_ROWS });
  const dropped: Dropped[] = [];
  const files = new Map<string, SoakFile>();
  world.settingsOf = (key) => files.get(key)!.settings;
  return {
    world,
    random,
    dropped,
    drop: (file) => {
      files.set(file.key, file);
      const one = { file, object: world.drop(file.key, file.bytes), mayBeGone: false };
      dropped.push(one);
      return one;
    },
    end: async () => {
      await world.run();
      await world.calmDown();
      return violationsOf(world, dropped);
    },
  };
}

/** A world of a few files of all shapes, which share some customers. */
export async function someFiles(database: Database, seed: number, files = 3): Promise<Scenario> {
  const made = await scenario(database, seed);
  const { random, drop } = made;
  for (let n = 1; n <= files; n++)
    drop(
      random.chance(0.05)
        ? refusedFile(random, `incoming/file-${n}.csv`)
        : fileOf(random, `incoming/file-${n}.csv`, PART_ROWS),
    );
  return made;
}

/** Now and then a customer deletes a file, or puts another in its place, while it is processed. */
export function vanishing({ world, random, dropped, drop }: Scenario): void {
  for (const one of dropped) {
    const { key, settings } = one.file;
    const at = random.below(1500);
    if (random.chance(0.2)) {
      world.clock.after(at, () => {
        world.objects.delete(one.object);
        one.mayBeGone = true;
      });
    } else if (random.chance(0.1)) {
      const other = { ...fileOf(random, key, PART_ROWS), settings };
      world.clock.after(at, () => void drop(other));
    }
  }
}

/** The weather of a scenario, from its own seed. */
export function weatherOf({ random }: Scenario, weather: Weather, counts = new Map<string, number>()): Faults {
  return faultsOf(random, weather, counts);
}
