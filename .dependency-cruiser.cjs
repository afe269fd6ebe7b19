/** Who may import whom. */
module.exports = {
  forbidden: [
    {
      name: 'events-import-the-schema-alone',
      severity: 'error',
      from: { path: '^events/' },
      // The generator of the AsyncAPI document reads which service consumes what.
      to: { path: '^(libs/(?!customer-schema/)|services/(?!conventions/services\\.cjs$)|tools)/' },
    },
    {
      name: 'schemas-are-not-bundled',
      severity: 'error',
      from: { pathNot: '^events/schemas/|^tools/|/test/' },
      to: { path: '^events/schemas/' },
    },
    { name: 'libs-know-no-service', severity: 'error', from: { path: '^libs/' }, to: { path: '^services/' } },
    {
      name: 'libs-by-their-entry',
      severity: 'error',
      from: { path: '^libs/([^/]+)/' },
      to: { path: '^libs/([^/]+)/src/(?!index|parameter\\.ts)', pathNot: '^libs/$1/' },
    },
    {
      name: 'services-do-not-know-each-other',
      severity: 'error',
      from: { path: '^services/([^/]+)/' },
      to: { path: '^services/([^/]+)/', pathNot: '^services/$1/' },
    },
    {
      name: 'services-use-libs-by-their-entry',
      severity: 'error',
      from: { path: '^services/', pathNot: '/test/' },
      to: { path: '^libs/[^/]+/src/(?!index|parameter\\.ts)' },
    },
    {
      name: 'domain-is-pure',
      comment: 'no cloud, no database, no files, no clock',
      severity: 'error',
      from: { path: '^services/[^/]+/src/domain/' },
      to: {
        path: [
          '^services/[^/]+/src/(handlers|use-cases|adapters)/',
          '^libs/(event-bus|event-handler|object-store|telemetry)/',
          'node_modules/(@aws-sdk|@middy|typeorm|pg|csv-parse)/',
          '^(node:)?(fs|http|net)',
        ],
      },
    },
    {
      name: 'nobody-imports-handlers',
      severity: 'error',
      from: { path: '^services/[^/]+/src/(?!handlers/)' },
      to: { path: '^services/[^/]+/src/handlers/' },
    },
    {
      name: 'tools-are-not-deployed',
      severity: 'error',
      from: { path: '^(services|events|libs)/', pathNot: '/test/' },
      to: { path: '^tools/' },
    },
    {
      name: 'the-embedded-cloud-knows-nothing-of-the-product',
      severity: 'error',
      from: { path: '^tools/local-cloud/' },
      to: { path: '^(events|services|libs|tools/(?!local-cloud))/' },
    },
    {
      name: 'the-embedded-cloud-by-its-entry',
      severity: 'error',
      from: { pathNot: '^tools/local-cloud/' },
      to: { path: '^tools/local-cloud/(?!src/index\\.ts$)' },
    },
    {
      name: 'packages-are-declared',
      comment: 'each workspace names what it uses in its own package.json',
      severity: 'error',
      from: { pathNot: '^services/conventions/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'deployed-code-uses-no-dev-dependency',
      severity: 'error',
      from: { path: '^(events|libs|services)/', pathNot: '/test/|^events/schemas/|^services/conventions/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: 'node_modules/@types/' },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true, dependencyTypesNot: ['type-only'] } },
  ],
  options: {
    doNotFollow: { path: 'node_modules/(?!@customer-files)' },
    exclude: { path: '(\\.serverless|\\.esbuild|/node_modules/(?!@customer-files))' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    // TypeScript 7 has no API to parse with.
    parser: 'swc',
  },
};
