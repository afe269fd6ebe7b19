import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new folder of one test's own; whoever asks for it removes it. */
export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'local-cloud-'));
