import { localTarget } from './deployment';
import { packageServices } from './packages';
import { ROOT, STATE } from './root';
import { feedSettings } from './feed';

// Packages what `npm start` would deploy, so that tests that run side by side find it made.
packageServices({ root: ROOT, state: STATE, target: localTarget(feedSettings(null)) }).catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
