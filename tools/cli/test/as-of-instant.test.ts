import { asOfDate } from '@customer-files/ingestion';
import fc from 'fast-check';
import { instantOn } from '../src/drop-files';

const zones = [...Intl.supportedValuesOf('timeZone'), 'UTC'];
const days = fc
  .date({ min: new Date('1971-01-01'), max: new Date('2100-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

/** Days that islands left out when they crossed the date line: there is no instant on them. */
const LEFT_OUT = [
  'Pacific/Apia 2011-12-30',
  'Pacific/Fakaofo 2011-12-30',
  'Pacific/Kwajalein 1993-08-21',
  'Pacific/Kiritimati 1994-12-31',
  'Pacific/Enderbury 1994-12-31',
  'Pacific/Kanton 1994-12-31',
];

describe('the instant on a day', () => {
  it('finds an instant on a day in every time zone', () => {
    fc.assert(
      fc.property(days, fc.constantFrom(...zones), (day, zone) => {
        fc.pre(!LEFT_OUT.includes(`${zone} ${day}`));
        expect(asOfDate(instantOn(day, zone), zone)).toBe(day);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['UTC', '2026-06-30T12:00:00.000Z'],
    ['Europe/Berlin', '2026-06-30T12:00:00.000Z'],
    ['Pacific/Kiritimati', '2026-06-30T00:00:00.000Z'],
    ['Etc/GMT+12', '2026-06-30T12:00:00.000Z'],
  ])('takes noon UTC where that is on the day, else another time: %s', (zone, instant) => {
    expect(instantOn('2026-06-30', zone).toISOString()).toBe(instant);
  });
});
