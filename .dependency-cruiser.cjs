/** Who may import whom. */
module.exports = {
  forbidden: [
    { name: 'events-import-nothing-of-ours', severity: 'error', from: { path: '^events/' }, to: { path: '^(libs|services|cli|bench|soak)/' } },
    { name: 'schemas-are-not-bundled', severity: 'error', from: { pathNot: '^events/schemas/|/test/' }, to: { path: '^events/schemas/' } },
    { name: 'libs-know-no-service', severity: 'error', from: { path: '^libs/' }, to: { path: '^(services|cli|bench|soak)/' } },
    { name: 'libs-by-their-entry', severity: 'error', from: { path: '^libs/([^/]+)/' }, to: { path: '^libs/([^/]+)/src/(?!index)', pathNot: '^libs/$1/' } },
    { name: 'services-do-not-know-each-other', severity: 'error', from: { path: '^services/([^/]+)/' }, to: { path: '^services/([^/]+)/', pathNot: '^services/$1/' } },
    { name: 'services-use-libs-by-their-entry', severity: 'error', from: { path: '^services/', pathNot: '/test/' }, to: { path: '^libs/[^/]+/src/(?!index)' } },
    {
      name: 'domain-is-pure',
      comment: 'no cloud, no database, no files, no clock',
      severity: 'error',
      from: { path: '^services/[^/]+/src/domain/' },
      to: { path: ['^services/[^/]+/src/(handlers|adapters)/', '^libs/(event-bus|event-handler|object-store)/', 'node_modules/(@aws-sdk|@middy|typeorm|pg|csv-parse)/', '^(node:)?(fs|http|net)'] },
    },
    { name: 'the-proof-is-not-deployed', severity: 'error', from: { path: '^(services|cli|bench)/' }, to: { path: '^soak/' } },
    { name: 'nobody-imports-handlers', severity: 'error', from: { path: '^services/[^/]+/src/(?!handlers/)' }, to: { path: '^services/[^/]+/src/handlers/' } },
    { name: 'local-cloud-is-not-deployed', severity: 'error', from: { path: '^(services|events|libs/(?!local-cloud))' , pathNot: '/test/' }, to: { path: '^libs/local-cloud/' } },
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
