import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CURRENT_VERSION } from '../src';
import { writtenToday } from './fixture';

/** Writes the fixture of a new version. One that is there stays: its parts are stored, and are loaded for ever. */
const file = join(__dirname, 'fixtures', `version-${CURRENT_VERSION}.copy`);
if (existsSync(file)) throw new Error(`${file} is there already: a change of the format takes a new version`);
writeFileSync(file, writtenToday());
