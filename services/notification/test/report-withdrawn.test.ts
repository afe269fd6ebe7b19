import { create, CustomerFileWithdrawn } from '@customer-files/events';
import { reportWithdrawn } from '../src/use-cases/report-withdrawn';
import { FILE_ID } from './events';
import { notification } from './notification';

const withdrawn = (changed: Partial<CustomerFileWithdrawn> = {}): CustomerFileWithdrawn =>
  create(CustomerFileWithdrawn, {
    fileId: FILE_ID,
    key: 'incoming/customers.csv',
    receivedAt: '2026-06-30T12:00:00.000Z',
    withdrawnAt: '2026-07-01T08:00:00.000Z',
    deleted: 1600,
    kept: 0,
    ...changed,
  });

describe('the e-mail about a file that was undone', () => {
  it('names the file, its id, when it was undone, and how many rows were deleted', async () => {
    const { effects, mails } = notification();
    await reportWithdrawn(withdrawn(), effects);
    const [{ subject, html, text, recipients }] = mails as [(typeof mails)[0]];
    expect(subject).toBe('customers.csv was withdrawn: 1,600 rows were taken out of the table again');
    expect(recipients).toEqual(['owner@example.com']);
    for (const body of [html, text]) {
      expect(body).toContain(FILE_ID);
      expect(body).toContain('2026-07-01 08:00:00 UTC');
      expect(body).toContain('1,600');
    }
  });

  it('says how many rows stay because a later file has changed them', async () => {
    const { effects, mails } = notification();
    await reportWithdrawn(withdrawn({ deleted: 1, kept: 2 }), effects);
    expect(mails[0]!.subject).toBe('customers.csv was withdrawn: 1 row was taken out of the table again, 2 rows stay');
  });

  it('is sent once, when its event is delivered twice and replayed', async () => {
    const { effects, mails, published } = notification();
    for (let delivery = 1; delivery <= 3; delivery++) await reportWithdrawn(withdrawn(), effects);
    expect(mails).toHaveLength(1);
    expect(published).toEqual([]);
  });

  it('is sent again and marked as possibly repeated after a crash between the answer of SES and its record', async () => {
    const { effects, mails, later } = notification();
    const crash = new Error('the function ran into its time-out');
    const send: typeof effects.send = async (mail) => {
      mails.push(mail);
      throw crash;
    };
    await expect(reportWithdrawn(withdrawn(), { ...effects, send })).rejects.toBe(crash);
    later(3);
    await reportWithdrawn(withdrawn(), effects);
    expect(mails.map(({ subject }) => subject.startsWith('[possibly repeated]'))).toEqual([false, true]);
  });

  it('escapes a hostile name of a file', async () => {
    const { effects, mails } = notification();
    await reportWithdrawn(withdrawn({ key: 'incoming/a\r\nBcc: x@example.com<script>.csv' }), effects);
    expect(mails[0]!.subject).not.toMatch(/[\r\n]/);
    expect(mails[0]!.html).not.toContain('<script>');
  });
});
