const CHUNK_BYTES = 64 * 1024;

/** How often a request of SQS or an event of EventBridge is billed: once for each 64 KB that it begins. */
export const chunks = (bytes: number): number => Math.max(1, Math.ceil(bytes / CHUNK_BYTES));
