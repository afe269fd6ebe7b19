import { consumersOf, SERVICES } from '../../services/conventions/services.cjs';
import { EVENT_CLASSES } from './event-classes';

/** What a service publishes to the bus and consumes from it, by the names of the events. */
export interface Service {
  name: string;
  sends: string[];
  receives: string[];
}

const sentBy = (name: string): string[] =>
  EVENT_CLASSES.filter(({ source }) => [source].flat().includes(`customer-files.${name}`)).map(
    ({ detailType }) => detailType,
  );

const receivedBy = (service: (typeof SERVICES)[number]): string[] =>
  consumersOf(service)
    .flatMap(({ detailTypes }) => detailTypes)
    .filter((name) => EVENT_CLASSES.some(({ detailType }) => detailType === name));

/**
 * The services of this repository: the event classes name their publishers, the templates of the services what they
 * consume.
 */
export const services = (): Service[] =>
  SERVICES.map((service) => ({
    name: service.name,
    sends: [...new Set(sentBy(service.name))],
    receives: [...new Set(receivedBy(service))],
  }));
