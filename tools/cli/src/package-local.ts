import { errorText } from '../bin/printable.mjs';
import { localTarget } from './local-deployment';
import { packageServices } from './packages';
import { ROOT, STATE } from './paths';
import { feedSettings } from './feed';

// Packages what `npm start` deploys. The test runner does this once, so that tests that run in parallel find the packages.
packageServices({ root: ROOT, state: STATE, target: localTarget(feedSettings(null)) }).catch((error: Error) => {
  process.stderr.write(errorText(error));
  process.exitCode = 1;
});
