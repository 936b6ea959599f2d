import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Workers get these as --conditions: with 'import' among them, require() would load ES modules.
  resolve: { conditions: ['@outpool/source', 'node'] },
  ssr: { resolve: { conditions: ['@outpool/source', 'node'] } },
  oxc: { decorator: { legacy: true } },
  test: {
    include: ['packages/*/test/**/*.test.ts', 'test-servers/test/**/*.test.ts', 'bench/test/**/*.test.ts', 'test/**/*.test.ts'],
    execArgv: ['--unhandled-rejections=strict'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Tests on a real cluster have `{ retry: 2 }` of their own: servers that elect a leader miss their second now and then on
    // a busy machine. What is broken fails three times; what needed another try is named at the end of the run.
    retry: 0,
  },
});
