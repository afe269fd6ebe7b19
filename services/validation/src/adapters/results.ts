import { CustomerFileRefused, CustomerFileValidated, CustomerRowsValidated } from '@customer-files/events';
import type { ObjectStore } from '@customer-files/object-store';
import { publishedKey, resultKey } from '../domain/names';

/** All that a finished judgement has to say, in the order in which it is published. */
export interface Result {
  parts: CustomerRowsValidated[];
  ending: CustomerFileValidated | CustomerFileRefused;
}

/** Results of judgements, kept in S3 so that a file once judged is never judged again. */
export class Results {
  constructor(
    private readonly store: ObjectStore,
    private readonly bucket: string,
  ) {}

  /** The result of a file that was judged to its end, or null. */
  async find(fileId: string): Promise<Result | null> {
    const stored = await this.store.get(this.bucket, resultKey(fileId));
    if (!stored) return null;
    const { parts, refused, validated } = JSON.parse(stored.body.toString('utf8')) as {
      parts: object[];
      refused?: object;
      validated?: object;
    };
    const ending = refused
      ? Object.assign(new CustomerFileRefused(), refused)
      : Object.assign(new CustomerFileValidated(), validated);
    return { parts: parts.map((part) => Object.assign(new CustomerRowsValidated(), part)), ending };
  }

  /** Keeps a result; the first one kept is the one that counts, and is returned. */
  async keep(fileId: string, result: Result): Promise<Result> {
    const kind = result.ending instanceof CustomerFileRefused ? 'refused' : 'validated';
    const json = JSON.stringify({ parts: result.parts, [kind]: result.ending });
    const stored = await this.store.putIfAbsent(this.bucket, resultKey(fileId), json, {
      contentType: 'application/json',
    });
    return stored ? result : ((await this.find(fileId)) ?? result);
  }

  async wasPublished(fileId: string): Promise<boolean> {
    return (await this.store.get(this.bucket, publishedKey(fileId))) !== null;
  }

  async markPublished(fileId: string): Promise<void> {
    await this.store.putIfAbsent(this.bucket, publishedKey(fileId), JSON.stringify({ fileId }), {
      contentType: 'application/json',
    });
  }
}
