import type { CustomerFileProcessed } from '@customer-files/events';
import { smallFile } from '../src/generated/customer-rows';
import { checkMail, checkSummary, RunWrong } from '../src/world/check-run';

const { claims } = smallFile(1500, {});
const ALREADY = 100;

const summary = (more: Partial<CustomerFileProcessed> = {}): CustomerFileProcessed =>
  ({
    fileId: 'a-file',
    status: 'processed',
    failures: { ...claims.failures },
    counts: {
      total: claims.rows,
      valid: claims.valid,
      invalid: claims.invalid,
      inserted: claims.valid - ALREADY,
      unchanged: ALREADY,
      conflicting: 0,
    },
    ...more,
  }) as CustomerFileProcessed;

const number = (value: number): string => value.toLocaleString('en-US').padStart(12);
const mail = (more = ''): { text: string } => ({
  text: [
    `  in the file           ${number(claims.rows)}`,
    `  accepted              ${number(claims.valid)}`,
    `  rejected              ${number(claims.invalid)}`,
    `  inserted              ${number(claims.valid - ALREADY)}`,
    `  already there         ${number(ALREADY)}`,
    `  conflicting           ${number(0)}`,
    '  file id   a-file',
    more,
  ].join('\n'),
});

describe('a run', () => {
  it('is right where everything is what the generator knows', () => {
    expect(() => checkSummary(summary(), claims, ALREADY)).not.toThrow();
    expect(() => checkMail([mail(), { text: 'about another' }], summary())).not.toThrow();
  });

  it.each<[string, Partial<CustomerFileProcessed>]>([
    ['a row is missing', { counts: { ...summary().counts!, total: claims.rows - 1 } }],
    ['a row was loaded that was there', { counts: { ...summary().counts!, inserted: claims.valid, unchanged: 0 } }],
    ['a row conflicts', { counts: { ...summary().counts!, conflicting: 1 } }],
    [
      'a fault was not counted',
      { failures: { ...claims.failures, EMAIL_INVALID: claims.failures.EMAIL_INVALID! - 1 } },
    ],
    ['the file was refused', { status: 'refused' }],
  ])('is wrong where %s', (_, more) => expect(() => checkSummary(summary(more), claims, ALREADY)).toThrow(RunWrong));

  it('is wrong without its e-mail, with two, and with one that says something else', () => {
    expect(() => checkMail([], summary())).toThrow(RunWrong);
    expect(() => checkMail([mail(), mail('again')], summary())).toThrow(RunWrong);
    expect(() => checkMail([{ text: mail().text.replace(/1,500/, '1,499') }], summary())).toThrow(RunWrong);
  });
});
