import { AwsError } from '../aws-error';
import type { EventEnvelope, Tell } from '../happenings';
import { Archive } from './archive';
import { compilePattern, type Pattern } from './pattern/compile-pattern';

/** Where a rule sends what it matches. */
export interface Target {
  queue: string;
  deadLetters: string | undefined;
}

interface Rule {
  matches: (event: unknown) => boolean;
  targets: readonly Target[];
}

/** Delivers a message to a queue; rejects where there is none. */
export type Send = (queue: string, body: string, attributes?: Record<string, string>) => Promise<void>;

/** Buses with their rules and archives. */
export class EventBridge {
  private readonly buses = new Map<string, Map<string, Rule>>([['default', new Map()]]);
  private readonly archives = new Map<string, Archive>();

  constructor(private readonly archiveFolder: string, private readonly send: Send, private readonly tell: Tell) {}

  createBus(name: string): void {
    if (!this.buses.has(name)) this.buses.set(name, new Map());
  }

  /** Throws `PatternInvalid`, or `ResourceNotFoundException` where there is no such bus. */
  putRule(bus: string, name: string, pattern: Pattern, targets: readonly Target[]): void {
    this.rulesOf(bus).set(name, { matches: compilePattern(pattern), targets });
  }

  createArchive(name: string, bus: string, pattern: Pattern | undefined): void {
    this.rulesOf(bus);
    this.archives.set(name, new Archive(this.archiveFolder, name, bus, pattern));
  }

  hasBus(name: string): boolean {
    return this.buses.has(name);
  }

  /** Archives an event and brings it to the targets of every rule that matches; what a target does not take goes to its dead letters. */
  async put(bus: string, event: EventEnvelope): Promise<void> {
    const rules = [...this.rulesOf(bus)].filter(([, { matches }]) => matches(event));
    await Promise.all([...this.archives.values()].filter((archive) => archive.bus === bus).map((archive) => archive.keep(event)));
    const body = JSON.stringify(event);
    await Promise.all(rules.flatMap(([name, { targets }]) => targets.map((target) => this.deliver(name, target, body))));
    this.tell({ type: 'event', bus, event });
  }

  private async deliver(rule: string, { queue, deadLetters }: Target, body: string): Promise<void> {
    try {
      await this.send(queue, body);
    } catch (error) {
      const { message } = error as Error;
      this.tell({ type: 'dead-letter', queue: deadLetters ?? queue, function: rule, reason: message, body });
      if (deadLetters) await this.send(deadLetters, body, { ERROR_CODE: 'SDK_CLIENT_ERROR', ERROR_MESSAGE: message });
    }
  }

  private rulesOf(bus: string): Map<string, Rule> {
    const rules = this.buses.get(bus);
    if (!rules) throw new AwsError('ResourceNotFoundException', `Event bus ${bus} does not exist.`);
    return rules;
  }
}
