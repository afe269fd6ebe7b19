import { CustomerFileReceived, CustomerRowsPersisted, type StoredObject } from '@customer-files/events';
import type { FileProgressEvent } from './file-progress';

/** A CSV file directly in the folder of its customer file. */
const REPORT = /^[^/]+\.csv$/;

/** The report that an event names: rejects, or conflicts. */
function reportOf(event: FileProgressEvent): StoredObject | null {
  if (event instanceof CustomerRowsPersisted) return event.conflicts;
  return event instanceof CustomerFileReceived ? null : event.rejects;
}

/**
 * Whether the report that an event names, if any, is one that validation and persistence write: the e-mail links to it.
 *
 * @param reports the bucket and the folder that has a folder for each file
 */
export function namesOwnReport(event: FileProgressEvent, reports: { bucket: string; prefix: string }): boolean {
  const report = reportOf(event);
  if (!report) return true;
  const folder = `${reports.prefix}${event.fileId}/`;
  const isThere = report.bucket === reports.bucket && report.key.startsWith(folder);
  return isThere && REPORT.test(report.key.slice(folder.length));
}
