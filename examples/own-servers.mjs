// Servers for the examples: `node test-servers/install.mjs` fetches them once.
import { registerHooks } from 'node:module';

// The test servers are TypeScript that imports its own files as .js.
registerHooks({
  resolve(specifier, context, next) {
    const own = specifier.startsWith('.') && context.parentURL?.includes('/test-servers/');
    return next(own ? specifier.replace(/\.js$/, '.ts') : specifier, context);
  },
});

export const { startCassandra, startSearch } = await import('@outpool/test-servers');
