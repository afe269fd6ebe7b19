// Imported into a program that is measured: notes, when its process ends, the most memory that it ever had.
import { appendFileSync } from 'node:fs';

process.on('exit', () =>
  appendFileSync(String(process.env.PEAK_MEMORY_FILE), `${process.resourceUsage().maxRSS * 1024}\n`),
);
