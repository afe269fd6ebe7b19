/**
 * Leaves out of the bundles what no function of ours can reach, for their size and the time that loading takes:
 *  - TypeORM's drivers of other databases, which it imports all (a quarter of the bundle of persistence);
 *  - where the SDK looks for credentials on a developer's machine: on Lambda they are in the environment, where it looks first.
 */
const DRIVERS = /[\\/]typeorm[\\/]driver[\\/][^\\/]+[\\/].*\.js$/;
const NEEDED_DRIVER = /[\\/]driver[\\/](?:postgres|types)[\\/]/;
const CREDENTIALS =
  /^@aws-sdk\/(?:credential-provider-(?:ini|sso|process|login|web-identity|http)|nested-clients\/.*)$|^@smithy\/credential-provider-imds$/;

/** @type {import('esbuild').Plugin} */
const leftOut = {
  name: 'left-out',
  setup(build) {
    build.onLoad({ filter: DRIVERS }, ({ path }) =>
      NEEDED_DRIVER.test(path)
        ? undefined
        : {
            contents:
              'module.exports = new Proxy({}, { get: (_, name) => class { constructor() { throw new Error(String(name) + " is a driver that is not part of this bundle"); } } });',
            loader: 'js',
          },
    );
    build.onResolve({ filter: CREDENTIALS }, ({ path }) => ({ path, namespace: 'left-out' }));
    build.onLoad({ filter: /.*/, namespace: 'left-out' }, ({ path }) => ({
      contents: `throw new Error(${JSON.stringify(`${path} is not part of this bundle: on Lambda, credentials come from the environment`)});`,
      loader: 'js',
    }));
  },
};

module.exports = [leftOut];
