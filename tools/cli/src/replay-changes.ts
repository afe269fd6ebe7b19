import { type CloudHandle, readInbox } from '@customer-files/local-cloud';
import pg from 'pg';
import { formatCount, formatNumber } from '@customer-files/format';

interface Counts {
  rows: number;
  parts: number;
  emails: number;
}

/** Counts what a replay may change. */
async function count({ endpoints }: CloudHandle): Promise<Counts> {
  const { host, port, database, owner } = endpoints.postgres!;
  const client = new pg.Client({ host, port, database, ...owner });
  await client.connect();
  try {
    const {
      rows: [counted],
    } = await client.query<{ rows: string; parts: string }>(
      'SELECT (SELECT count(*) FROM dim_customer) AS rows, (SELECT count(*) FROM part_ledger) AS parts',
    );
    const emails = await readInbox(endpoints);
    return { rows: Number(counted!.rows), parts: Number(counted!.parts), emails: emails.length };
  } finally {
    await client.end();
  }
}

/** What a replay changes in the embedded cloud. A replay of events that were all handled changes nothing. */
export class ReplayChanges {
  private replayed = 0;
  private published = 0;

  private constructor(
    private readonly cloud: CloudHandle,
    private readonly before: Counts,
  ) {
    cloud.on((cloudEvent) => {
      if (cloudEvent.type !== 'event') return;
      if (cloudEvent.event['replay-name']) this.replayed++;
      else this.published++;
    });
  }

  static async begin(cloud: CloudHandle): Promise<ReplayChanges> {
    return new ReplayChanges(cloud, await count(cloud));
  }

  /** The differences since the beginning, a line each. */
  async describe(): Promise<string> {
    const after = await count(this.cloud);
    const { before } = this;
    return [
      `  ${formatCount(this.replayed, 'event')} replayed, ${formatNumber(this.published)} published anew`,
      `  ${formatCount(after.rows - before.rows, 'row')} added to dim_customer, which has ${formatNumber(after.rows)}`,
      `  ${formatCount(after.parts - before.parts, 'part')} applied, ${formatCount(after.emails - before.emails, 'e-mail')} sent`,
      '',
    ].join('\n');
  }
}
