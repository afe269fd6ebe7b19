import { generated } from './documents';
import { publishSchemas } from './publish-schemas';

/** `npm run schemas`: writes the schemas and the AsyncAPI document beside this file. */
try {
  for (const note of publishSchemas(__dirname, generated())) process.stdout.write(`${note}\n`);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
