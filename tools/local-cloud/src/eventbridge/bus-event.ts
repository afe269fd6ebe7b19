import { randomUUID } from 'node:crypto';
import type { EventEnvelope } from '../local-cloud-event';
import { readJson } from './pattern/json';

/** What precedes the detail, which is the last field of an event's text. No string contains it, since it has quotes. */
const BEFORE_DETAIL = ',"detail":';

/**
 * An event on a bus. What patterns match, archives store and targets receive is what was sent: where `JSON.parse` would
 * lose digits of a number or a repeated name of the detail, the detail's text is kept.
 */
export class BusEvent {
  private constructor(
    /** The event as `JSON.parse` reads it. */
    readonly envelope: EventEnvelope,
    /** Null where nothing is lost. */
    private readonly detailText: string | null,
  ) {}

  /** Makes an event from values that were never text. */
  static of(envelope: EventEnvelope): BusEvent {
    return new BusEvent(envelope, null);
  }

  /** Makes an event whose detail was sent as this text. */
  static sent(envelope: EventEnvelope, detailText: string): BusEvent {
    const isKept = readJson(detailText, envelope.detail) !== envelope.detail;
    // A line break can only be between two values, and the archive has one event per line.
    return new BusEvent(envelope, isKept ? detailText.replaceAll(/[\r\n]/g, ' ') : null);
  }

  /** Makes an event from its text. @param envelope what `JSON.parse` returns for the text */
  static archived(text: string, envelope: EventEnvelope): BusEvent {
    return BusEvent.sent(envelope, text.slice(text.indexOf(BEFORE_DETAIL) + BEFORE_DETAIL.length, -1));
  }

  /** Returns this event as part of a replay. */
  replayed(name: string): BusEvent {
    const { resources, detail, ...envelope } = this.envelope;
    // AWS does not document whether a replayed event keeps its id. Consumers must not rely on it, so it gets a new one.
    return new BusEvent({ ...envelope, id: randomUUID(), 'replay-name': name, resources, detail }, this.detailText);
  }

  /** The event as JSON, in one line. */
  get text(): string {
    const { detail, ...others } = this.envelope;
    return `${JSON.stringify(others).slice(0, -1)}${BEFORE_DETAIL}${this.detailText ?? JSON.stringify(detail)}}`;
  }

  /** The event for patterns. */
  get content(): unknown {
    return this.detailText === null ? this.envelope : { ...this.envelope, detail: readJson(this.detailText) };
  }
}
