// A search server for an example: `node test-servers/install.mjs` fetches it once.
import { registerHooks } from 'node:module';

// The test servers are TypeScript that imports its own files as .js.
registerHooks({
  resolve(specifier, context, next) {
    const own = specifier.startsWith('.') && context.parentURL?.includes('/test-servers/');
    return next(own ? specifier.replace(/\.js$/, '.ts') : specifier, context);
  },
});

export const { startSearch } = await import('@outpool/test-servers');
