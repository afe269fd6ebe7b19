import { CustomerFileRefused, CustomerFileValidated, CustomerRowsValidated, restore } from '@customer-files/events';
import type { ObjectStore } from '@customer-files/object-store';
import { publishedKey, resultKey } from '../domain/object-keys';

/** All events of a validated file, in the order in which they are published. */
export interface ValidationResult {
  parts: CustomerRowsValidated[];
  ending: CustomerFileValidated | CustomerFileRefused;
}

const OPTIONS = { contentType: 'application/json' };

/** Validation results in S3, by file. A file that has one is not validated again. */
export class Results {
  constructor(
    private readonly store: ObjectStore,
    private readonly bucket: string,
  ) {}

  /** The result of a file, or null where no attempt has finished. */
  async find(fileId: string): Promise<ValidationResult | null> {
    const stored = await this.store.get(this.bucket, resultKey(fileId));
    if (!stored) return null;
    const { parts, refused, validated } = JSON.parse(stored.body.toString('utf8')) as {
      parts: object[];
      refused?: object;
      validated?: object;
    };
    return {
      parts: parts.map((part) => restore(CustomerRowsValidated, part)),
      ending: refused ? restore(CustomerFileRefused, refused) : restore(CustomerFileValidated, validated!),
    };
  }

  /** Keeps a result. The first one that is kept counts, and is returned. */
  async keep(fileId: string, result: ValidationResult): Promise<ValidationResult> {
    const kind = result.ending instanceof CustomerFileRefused ? 'refused' : 'validated';
    const json = JSON.stringify({ parts: result.parts, [kind]: result.ending });
    const stored = await this.store.putIfAbsent(this.bucket, resultKey(fileId), json, OPTIONS);
    return stored ? result : ((await this.find(fileId)) ?? result);
  }

  /** Whether all events of the file have been published. */
  async wasPublished(fileId: string): Promise<boolean> {
    return (await this.store.get(this.bucket, publishedKey(fileId))) !== null;
  }

  async markPublished(fileId: string): Promise<void> {
    await this.store.putIfAbsent(this.bucket, publishedKey(fileId), JSON.stringify({ fileId }), OPTIONS);
  }
}
