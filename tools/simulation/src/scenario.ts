import type { Database } from './database';
import { readDeployment } from './deployment';
import { noFaults } from './faults';
import { fileOf, refusedFile, type SimulatedFile } from './files';
import { MAIL_SETTINGS } from './functions';
import { type DroppedFile, idOf, violationsOf, violationsUnattended } from './inspect';
import { Random } from './random';
import { Simulation } from './simulation';

/** A simulation, the files that were dropped into it, and its end. */
export interface Scenario {
  simulation: Simulation;
  random: Random;
  dropped: DroppedFile[];
  drop: (file: SimulatedFile) => DroppedFile;
  /**
   * Runs it to its end without further faults, first unattended and then with an operator who sends the dead letters
   * again. Returns what is violated, in words.
   */
  end: () => Promise<string[]>;
}

/** Rows of a full part; few, so that a small file has several parts. */
export const PART_ROWS = 8;

/** What is special about a scenario. */
interface ScenarioOptions {
  /** Whether the scheduled functions run; by default they do. */
  schedules?: boolean;
}

/** A scenario without files, on an empty table. */
export async function scenario(
  database: Database,
  seed: number,
  { schedules = true }: ScenarioOptions = {},
): Promise<Scenario> {
  const deployment = await readDeployment();
  await database.empty();
  const random = new Random(seed);
  const simulation = new Simulation({ random, database, deployment, partRows: PART_ROWS, schedules });
  const dropped: DroppedFile[] = [];
  simulation.settingsOf = (fileId) => dropped.find((one) => one.fileId === fileId)!.file.settings;
  return {
    simulation,
    random,
    dropped,
    drop: (file) => {
      const object = simulation.drop(file.key, file.bytes);
      const one = { file, object, fileId: idOf(object), mayBeGone: false };
      dropped.push(one);
      return one;
    },
    end: async () => {
      await simulation.run();
      simulation.faults = noFaults;
      await simulation.run();
      const unattended = schedules ? await endUnattended(simulation, dropped) : [];
      await simulation.redrive();
      // One more run removes the marker of a file whose last event came after its end.
      if (schedules) await simulation.runSchedules(1);
      return [...unattended, ...(await violationsOf(simulation, dropped))];
    },
  };
}

/** Runs the schedules until no file is open and no part unpublished, but not without end. */
async function endUnattended(simulation: Simulation, dropped: readonly DroppedFile[]): Promise<string[]> {
  // A file is reported at the first run after that time; one more takes over from a run that a fault ended before.
  const rounds = Math.ceil((MAIL_SETTINGS.stalledAfterMinutes * 60_000) / simulation.scheduleMs) + 2;
  for (let round = 1; round <= rounds; round++) {
    await simulation.runSchedules(1);
    const isOpen = simulation.objects.list(simulation.bucketOf('notification'), 'open/').length > 0;
    const isUnpublished = (await simulation.database.ledger()).some(({ published }) => !published);
    if (!isOpen && !isUnpublished) break;
  }
  return violationsUnattended(simulation, dropped);
}

/** A scenario of a few files of all shapes, which share some customers. */
export async function someFiles(
  database: Database,
  seed: number,
  { files = 3, ...options }: ScenarioOptions & { files?: number } = {},
): Promise<Scenario> {
  const made = await scenario(database, seed, options);
  const { random, drop } = made;
  for (let n = 1; n <= files; n++)
    drop(
      random.chance(0.05)
        ? refusedFile(random, `incoming/file-${n}.csv`)
        : fileOf(random, `incoming/file-${n}.csv`, PART_ROWS),
    );
  return made;
}

/** Deletes some files while they are processed, and replaces others by a new file under the same key. */
export function deletesAndReplaces({ simulation, random, dropped, drop }: Scenario): void {
  for (const one of dropped) {
    const { key, settings } = one.file;
    const at = random.below(1500);
    if (random.chance(0.2)) {
      simulation.clock.after(at, () => {
        simulation.objects.delete(one.object);
        one.mayBeGone = true;
      });
    } else if (random.chance(0.1)) {
      const other = { ...fileOf(random, key, PART_ROWS), settings };
      simulation.clock.after(at, () => void drop(other));
    }
  }
}
