/**
 * Excludes modules that no function can reach from the bundles, which makes them smaller and faster to load:
 *  - TypeORM imports the drivers of all databases (a quarter of the bundle of persistence); only that of PostgreSQL is kept;
 *  - the SDK's credential providers for a developer's machine: on Lambda, credentials are in the environment, where it looks first.
 */
const DRIVERS = /[\\/]typeorm[\\/]driver[\\/][^\\/]+[\\/].*\.js$/;
const NEEDED_DRIVER = /[\\/]driver[\\/](?:postgres|types)[\\/]/;
const CREDENTIALS =
  /^@aws-sdk\/(?:credential-provider-(?:ini|sso|process|login|web-identity|http)|nested-clients\/.*)$|^@smithy\/credential-provider-imds$/;

/** @type {import('esbuild').Plugin} */
const excludeUnusedModules = {
  name: 'exclude-unused-modules',
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
    build.onResolve({ filter: CREDENTIALS }, ({ path }) => ({ path, namespace: 'excluded' }));
    build.onLoad({ filter: /.*/, namespace: 'excluded' }, ({ path }) => ({
      contents: `throw new Error(${JSON.stringify(`${path} is not part of this bundle: on Lambda, credentials come from the environment`)});`,
      loader: 'js',
    }));
  },
};

module.exports = [excludeUnusedModules];
