import { setTimeout as delay } from 'node:timers/promises';
import { busArn, nameOf, ruleArn } from '../account';
import { AwsError } from '../aws-error';
import type { Notify } from '../local-cloud-event';
import type { Usage } from '../usage/usage';
import type { ArchiveSettings } from './archive/archive';
import { Archives } from './archive/archives';
import type { BusEvent } from './bus-event';
import { type AuthorizeRule, Deliverer, type Rule, type Send, type Target } from './delivery/delivery';
import { compilePattern, type Pattern } from './pattern/compile-pattern';
import { Replays } from './replay/replays';

export interface BridgeOptions {
  archiveFolder: string;
  send: Send;
  authorize: AuthorizeRule;
  notify: Notify;
  now: () => Date;
  /** Counts what AWS would bill. */
  usage?: Usage;
  /** Waits before a delivery is retried. By default the wait does not keep the process running. */
  pause?: (ms: number) => Promise<void>;
}

const unrefed = (ms: number): Promise<void> => delay(ms, undefined, { ref: false });

/** Buses with their rules, archives and replays. */
export class EventBridge {
  readonly archives: Archives;
  readonly replays: Replays;
  private readonly buses = new Map<string, Map<string, Rule>>([['default', new Map()]]);
  private readonly deliverer: Deliverer;
  private readonly notify: Notify;
  private readonly usage: Usage | undefined;

  constructor({ archiveFolder, send, authorize, notify, now, pause = unrefed, usage }: BridgeOptions) {
    this.notify = notify;
    this.usage = usage;
    this.deliverer = new Deliverer({ send, authorize, notify, now, pause });
    this.archives = new Archives(archiveFolder, now);
    this.replays = new Replays((bus, event, ruleArns) => this.put(bus, event, ruleArns), now);
  }

  createBus(name: string): void {
    if (!this.buses.has(name)) this.buses.set(name, new Map());
  }

  /**
   * Creates or replaces a rule.
   *
   * @throws PatternInvalid
   * @throws AwsError ResourceNotFoundException if the bus does not exist
   */
  putRule(bus: string, name: string, pattern: Pattern, targets: readonly Target[]): void {
    this.rulesOf(bus).set(name, { name, arn: ruleArn(bus, name), matches: compilePattern(pattern), targets });
  }

  /**
   * Creates an archive or changes its settings.
   *
   * @throws PatternInvalid
   * @throws AwsError ResourceNotFoundException if the bus does not exist
   */
  async createArchive(settings: ArchiveSettings): Promise<void> {
    this.rulesOf(settings.bus);
    await this.archives.put(settings);
  }

  hasBus(name: string): boolean {
    return this.buses.has(name);
  }

  /**
   * Returns the name of the bus of an ARN.
   *
   * @throws AwsError ResourceNotFoundException
   */
  busOf(arn: string): string {
    const name = nameOf(arn);
    if (!this.hasBus(name) || busArn(name) !== arn)
      throw new AwsError('ResourceNotFoundException', `Event bus ${name} does not exist.`);
    return name;
  }

  hasRule(bus: string, arn: string): boolean {
    return [...this.rulesOf(bus).values()].some((rule) => rule.arn === arn);
  }

  /** Archives an event, then delivers it to the targets of all matching rules, or only of those with these ARNs. */
  async put(bus: string, event: BusEvent, ruleArns?: readonly string[]): Promise<void> {
    const { content, text: body, envelope } = event;
    const rules = [...this.rulesOf(bus).values()].filter(
      ({ arn, matches }) => (!ruleArns || ruleArns.includes(arn)) && matches(content),
    );
    const archives = await this.archives.keep(bus, event);
    const deliveries = rules.flatMap((rule) => rule.targets.map((target) => ({ rule, target, body })));
    this.usage?.event(envelope, { bytes: Buffer.byteLength(body), deliveries: deliveries.length, archives });
    await Promise.all(deliveries.map((delivery) => this.deliverer.deliver(delivery)));
    this.notify({ type: 'event', bus, event: envelope });
  }

  private rulesOf(bus: string): Map<string, Rule> {
    const rules = this.buses.get(bus);
    if (!rules) throw new AwsError('ResourceNotFoundException', `Event bus ${bus} does not exist.`);
    return rules;
  }
}
