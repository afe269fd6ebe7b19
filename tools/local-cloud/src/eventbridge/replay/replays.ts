import { nameOf } from '../../account';
import { AwsError } from '../../aws-error';
import type { Archive } from '../archive/archive';
import type { BusEvent } from '../bus-event';
import { Replay, type ReplayRequest } from './replay';

const MAX_ACTIVE = 10;

/** Puts an event on a bus, for all rules or only for those with these ARNs. */
type Put = (bus: string, event: BusEvent, ruleArns: readonly string[] | undefined) => Promise<void>;

/** The replays since the start of the cloud. */
export class Replays {
  private readonly byName = new Map<string, Replay>();

  constructor(
    private readonly put: Put,
    private readonly now: () => Date,
  ) {}

  /**
   * Starts a replay.
   *
   * @throws AwsError ResourceAlreadyExistsException for a name that was used before, LimitExceededException if ten
   * replays are active
   */
  start(request: ReplayRequest, archive: Archive): Replay {
    const { name, from, to, busArn, ruleArns } = request;
    if (this.byName.has(name)) throw new AwsError('ResourceAlreadyExistsException', `Replay ${name} already exists.`);
    if (this.all().filter(({ active }) => active).length >= MAX_ACTIVE) {
      throw new AwsError('LimitExceededException', `There are ${MAX_ACTIVE} active replays; that is the maximum.`);
    }
    const replay = new Replay(request, this.now());
    this.byName.set(name, replay);
    void replay.run(
      () => archive.between(from, to),
      (event) => this.put(nameOf(busArn), event, ruleArns),
      this.now,
    );
    return replay;
  }

  /** @throws AwsError ResourceNotFoundException */
  get(name: string): Replay {
    const replay = this.byName.get(name);
    if (!replay) throw new AwsError('ResourceNotFoundException', `Replay ${name} does not exist.`);
    return replay;
  }

  /** Returns all replays by name. */
  all(): Replay[] {
    return [...this.byName.values()].sort((a, b) => (a.request.name < b.request.name ? -1 : 1));
  }
}
