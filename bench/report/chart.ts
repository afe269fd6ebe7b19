import type { Result } from '../measure';

export const rowsPerSecondChart = (_: readonly Result[]): string | null => null;
