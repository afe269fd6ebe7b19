import type { RefusalCode } from '@customer-files/customer-schema';
import {
  create,
  CustomerFileReceived,
  CustomerFileRefused,
  CustomerFileValidated,
  CustomerRowsPersisted,
  FeedSettings,
} from '@customer-files/events';

export const FILE_ID = '0198a6a0-7b8a-8f3a-9a44-1b2c3d4e5f60';
const object = { bucket: 'landing', key: 'incoming/customers.csv', versionId: 'v1', etag: 'e', bytes: 10 };
const rejects = {
  bucket: 'work',
  key: `Curoupt_Records/${FILE_ID}/customers.rejects.csv`,
  versionId: null,
  etag: 'r',
  bytes: 5,
};
const at = { fileId: FILE_ID, object, receivedAt: '2026-06-30T12:00:00.000Z', asOf: '2026-06-30' };

export const received = (): CustomerFileReceived =>
  create(CustomerFileReceived, {
    ...at,
    settings: new FeedSettings(),
    dialect: { gzip: false, encoding: 'utf-8', delimiter: ',', returned: false },
    columns: { customer_id: 0, full_name: 1, email: 2, age: 3, date_of_birth: 4, phone_number: 5, country: null },
    width: 6,
    notices: [],
  });

export const validated = (valid: number, invalid: number, parts: number): CustomerFileValidated =>
  create(CustomerFileValidated, {
    fileId: FILE_ID,
    counts: { total: valid + invalid, valid, invalid },
    failures: invalid > 0 ? { EMAIL_INVALID: invalid } : {},
    parts,
    rejects: invalid > 0 ? rejects : null,
    notices: [],
  });

export const refused = (
  code: RefusalCode,
  parts = 0,
  counts: { total: number; valid: number; invalid: number } | null = null,
): CustomerFileRefused =>
  create(CustomerFileRefused, {
    ...at,
    code,
    message: 'The file has no column `email`.',
    hint: 'Add it.',
    parts,
    counts,
    failures: {},
    rejects: null,
    notices: [],
  });

export const persisted = (part: number, inserted: number, unchanged = 0, conflicting = 0): CustomerRowsPersisted =>
  create(CustomerRowsPersisted, {
    fileId: FILE_ID,
    part,
    inserted,
    unchanged,
    conflicting,
    conflicts: conflicting > 0 ? { ...rejects, key: `Curoupt_Records/${FILE_ID}/conflicts-00000${part}.csv` } : null,
  });
