import { join } from 'node:path';

/** The folder of the project. */
export const ROOT = join(__dirname, '..', '..', '..');

/** The folder with everything that is kept between runs. */
export const STATE = join(ROOT, '.local');
