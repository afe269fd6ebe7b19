import type { CloudHandle } from '@customer-files/local-cloud';
import pg from 'pg';
import { formatNumber } from '@customer-files/format';

interface Seen {
  rows: number;
  parts: number;
  emails: number;
}

/** What can be counted before and after. */
async function look({ endpoints: { postgres, ses } }: CloudHandle): Promise<Seen> {
  const { host, port, database, owner } = postgres!;
  const client = new pg.Client({ host, port, database, ...owner });
  await client.connect();
  try {
    const {
      rows: [counted],
    } = await client.query<{ rows: string; parts: string }>(
      'SELECT (SELECT count(*) FROM dim_customer) AS rows, (SELECT count(*) FROM part_ledger) AS parts',
    );
    const { emails } = (await (await fetch(`${ses}/store`)).json()) as { emails: unknown[] };
    return { rows: Number(counted!.rows), parts: Number(counted!.parts), emails: emails.length };
  } finally {
    await client.end();
  }
}

/** Looks at what a replay makes the services do: a replay of what is whole changes nothing. */
export class Watch {
  private replayed = 0;
  private published = 0;

  private constructor(
    private readonly cloud: CloudHandle,
    private readonly before: Seen,
  ) {
    cloud.on((cloudEvent) => {
      if (cloudEvent.type !== 'event') return;
      if (cloudEvent.event['replay-name']) this.replayed++;
      else this.published++;
    });
  }

  static async begin(cloud: CloudHandle): Promise<Watch> {
    return new Watch(cloud, await look(cloud));
  }

  /** What is different now, a line each. */
  async changes(): Promise<string> {
    const after = await look(this.cloud);
    const { before } = this;
    return [
      `  ${formatNumber(this.replayed)} events replayed, ${formatNumber(this.published)} published anew`,
      `  ${formatNumber(after.rows - before.rows)} rows added to dim_customer, which has ${formatNumber(after.rows)}`,
      `  ${formatNumber(after.parts - before.parts)} parts applied, ${formatNumber(after.emails - before.emails)} e-mails sent`,
      '',
    ].join('\n');
  }
}
