import { CustomerFileReceived, CustomerFileRefused } from '@customer-files/events';
import type { ObjectStore } from '@customer-files/object-store';

type Announcement = CustomerFileReceived | CustomerFileRefused;

/**
 * What was first decided about a file, kept beside it: of two deliveries of one upload, the later one may find the object
 * gone or the settings changed, and must not say otherwise.
 *
 * @returns the first announcement of the file, which is this one if there was none
 */
export async function firstAnnouncement(
  store: Pick<ObjectStore, 'putIfAbsent' | 'get'>,
  announcement: Announcement,
): Promise<Announcement> {
  const { bucket } = announcement.object;
  const key = `announcements/${announcement.fileId}.json`;
  const kind = announcement instanceof CustomerFileRefused ? 'refused' : 'received';
  const stored = await store.putIfAbsent(bucket, key, JSON.stringify({ [kind]: announcement }), {
    contentType: 'application/json',
  });
  if (stored) return announcement;
  const earlier = await store.get(bucket, key);
  const { received, refused } = JSON.parse(earlier!.body.toString('utf8')) as { received?: object; refused?: object };
  return received
    ? Object.assign(new CustomerFileReceived(), received)
    : Object.assign(new CustomerFileRefused(), refused);
}
