import type { UsageCounts } from '@customer-files/local-cloud';
import { times } from './arithmetic';
import { shortName } from './cold';
import { type CostLine, costOf, totalOf } from './cost-of';
import type { DeployedResources } from './deployed-resources';
import { cost, type Price, PRICES } from './prices';

const SECONDS_OF_A_MONTH = (365 / 12) * 86_400;

/** With which Lambda polls a queue that has nothing. */
const POLLERS = 5;
const LONG_POLL_SECONDS = 20;

const line = (what: string, price: Price, quantity: number): CostLine => ({
  what,
  quantity,
  price,
  usd: cost(price, quantity),
});

/** Receives of queues that have nothing, a month. */
export const idlePolls = ({ mappings }: Pick<DeployedResources, 'mappings'>): number =>
  (mappings.length * POLLERS * SECONDS_OF_A_MONTH) / LONG_POLL_SECONDS;

/** A month in which no file comes. @param runs what one run of each function costs that runs by the clock, by its name */
export function monthlyCost(resources: DeployedResources, runs: Readonly<Record<string, UsageCounts>>): CostLine[] {
  const clocked = resources.schedules.map(({ function: name, minutes }) => {
    const timesAMonth = SECONDS_OF_A_MONTH / 60 / minutes;
    const usd = totalOf(costOf(times(runs[name]!, timesAMonth), resources).doing);
    return {
      what: `${shortName(name)}, every ${minutes} minutes`,
      quantity: timesAMonth,
      price: { ...PRICES.invocation, unit: 'runs' },
      usd,
    };
  });
  return [
    line(`SQS: ${resources.mappings.length} queues that Lambda polls`, PRICES.queueRequest, idlePolls(resources)),
    line('CloudWatch: alarms', PRICES.alarm, resources.alarms),
    ...clocked,
  ];
}
