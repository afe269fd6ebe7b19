// Middy exports its modules to `import` alone, and tsx runs these sources as CommonJS, where `require` of them fails with
// ERR_PACKAGE_PATH_NOT_EXPORTED. Node.js 24 can require an ES module by its path, so this hook resolves them to that.
import { registerHooks } from 'node:module';

const MODULES = new URL('../../../node_modules/', import.meta.url);

registerHooks({
  resolve: (specifier, context, next) =>
    next(/^@middy\/[a-z0-9-]+$/.test(specifier) ? new URL(`${specifier}/index.js`, MODULES).href : specifier, context),
});
