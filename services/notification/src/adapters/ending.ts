import type { ObjectStore } from '@customer-files/object-store';

/** Where the ending of a file stands. */
export interface Ending {
  /** `unsent`: claimed, but the mail service said no, and nobody is sending. */
  state: 'claimed' | 'unsent' | 'sent' | 'published';
  /** When the set was found complete; the summary's, on every attempt. */
  finishedAt: string;
  /** Until then nobody else sends. */
  leaseUntil: string;
  /** The claim was taken over: the one before may have sent the e-mail. */
  possiblyRepeated: boolean;
  messageId: string | null;
}

/** An ending as it is stored. */
export interface StoredEnding {
  ending: Ending;
  etag: string;
}

const options = { contentType: 'application/json' };

/** The one record, per file, of who reports its ending. Every change is conditional on what was read, so one wins. */
export class Endings {
  constructor(private readonly store: ObjectStore, private readonly bucket: string) {}

  async find(fileId: string): Promise<StoredEnding | null> {
    const stored = await this.store.get(this.bucket, keyOf(fileId));
    return stored && { ending: JSON.parse(stored.body.toString('utf8')) as Ending, etag: stored.object.etag };
  }

  /** Null where somebody else was faster. */
  async claim(fileId: string, ending: Ending): Promise<StoredEnding | null> {
    const stored = await this.store.putIfAbsent(this.bucket, keyOf(fileId), JSON.stringify(ending), options);
    return stored && { ending, etag: stored.etag };
  }

  /** Null where it has changed since it was read. */
  async change(fileId: string, from: StoredEnding, ending: Ending): Promise<StoredEnding | null> {
    const stored = await this.store.replaceIfMatch(this.bucket, keyOf(fileId), JSON.stringify(ending), from.etag, options);
    return stored && { ending, etag: stored.etag };
  }
}

const keyOf = (fileId: string): string => `files/${fileId}/ending.json`;
