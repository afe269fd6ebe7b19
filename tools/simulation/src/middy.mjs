// middy is for `import` alone, and what tsx runs is CommonJS; Node.js can require its modules where it is told the path.
import { registerHooks } from 'node:module';

const MODULES = new URL('../../../node_modules/', import.meta.url);

registerHooks({
  resolve: (specifier, context, next) =>
    next(/^@middy\/[a-z0-9-]+$/.test(specifier) ? new URL(`${specifier}/index.js`, MODULES).href : specifier, context),
});
