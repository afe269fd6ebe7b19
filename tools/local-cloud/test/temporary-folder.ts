import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Creates a temporary directory. The caller removes it. */
export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'local-cloud-'));
