import { setTimeout as delay } from 'node:timers/promises';
import { busArn, nameOf, ruleArn } from '../account';
import { AwsError } from '../aws-error';
import type { EventEnvelope, Tell } from '../happenings';
import type { Usage } from '../usage/usage';
import type { ArchiveSettings } from './archive/archive';
import { Archives } from './archive/archives';
import { Delivery, type Send } from './delivery/delivery';
import type { Rule, Target } from './delivery/rule';
import { compilePattern, type Pattern } from './pattern/compile-pattern';
import { Replays } from './replay/replays';

export interface BridgeOptions {
  archiveFolder: string;
  send: Send;
  tell: Tell;
  now: () => Date;
  /** Counts what an event costs. */
  usage?: Usage;
  /** Waits before a delivery is tried again; by default without keeping the process up. */
  pause?: (ms: number) => Promise<void>;
}

const unrefed = (ms: number): Promise<void> => delay(ms, undefined, { ref: false });

/** Buses with their rules, archives and replays. */
export class EventBridge {
  readonly archives: Archives;
  readonly replays: Replays;
  private readonly buses = new Map<string, Map<string, Rule>>([['default', new Map()]]);
  private readonly delivery: Delivery;
  private readonly tell: Tell;
  private readonly usage: Usage | undefined;

  constructor({ archiveFolder, send, tell, now, pause = unrefed, usage }: BridgeOptions) {
    this.tell = tell;
    this.usage = usage;
    this.delivery = new Delivery({ send, tell, now, pause });
    this.archives = new Archives(archiveFolder, now);
    this.replays = new Replays((bus, event, ruleArns) => this.put(bus, event, ruleArns), now);
  }

  createBus(name: string): void {
    if (!this.buses.has(name)) this.buses.set(name, new Map());
  }

  /** Throws `PatternInvalid`, or `ResourceNotFoundException` where there is no such bus. */
  putRule(bus: string, name: string, pattern: Pattern, targets: readonly Target[]): void {
    this.rulesOf(bus).set(name, { name, arn: ruleArn(bus, name), matches: compilePattern(pattern), targets });
  }

  /** Creates an archive or changes it. Throws `PatternInvalid`, or `ResourceNotFoundException` where there is no such bus. */
  async createArchive(settings: ArchiveSettings): Promise<void> {
    this.rulesOf(settings.bus);
    await this.archives.put(settings);
  }

  hasBus(name: string): boolean {
    return this.buses.has(name);
  }

  /** The name of the bus of an ARN. Throws `ResourceNotFoundException` where there is none. */
  busOf(arn: string): string {
    const name = nameOf(arn);
    if (!this.hasBus(name) || busArn(name) !== arn)
      throw new AwsError('ResourceNotFoundException', `Event bus ${name} does not exist.`);
    return name;
  }

  hasRule(bus: string, arn: string): boolean {
    return [...this.rulesOf(bus).values()].some((rule) => rule.arn === arn);
  }

  /** Archives an event and brings it to the targets of every rule that matches, or of those with the given ARNs. */
  async put(bus: string, event: EventEnvelope, ruleArns?: readonly string[]): Promise<void> {
    const rules = [...this.rulesOf(bus).values()].filter(
      ({ arn, matches }) => (!ruleArns || ruleArns.includes(arn)) && matches(event),
    );
    const archives = await this.archives.keep(bus, event);
    const body = JSON.stringify(event);
    const parcels = rules.flatMap((rule) => rule.targets.map((target) => ({ rule, target, body })));
    this.usage?.event(event, { bytes: Buffer.byteLength(body), deliveries: parcels.length, archives });
    await Promise.all(parcels.map((parcel) => this.delivery.deliver(parcel)));
    this.tell({ type: 'event', bus, event });
  }

  private rulesOf(bus: string): Map<string, Rule> {
    const rules = this.buses.get(bus);
    if (!rules) throw new AwsError('ResourceNotFoundException', `Event bus ${bus} does not exist.`);
    return rules;
  }
}
