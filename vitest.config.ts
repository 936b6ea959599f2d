import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['@outpool/source', 'node', 'import', 'default'] },
  ssr: { resolve: { conditions: ['@outpool/source', 'node', 'import', 'default'] } },
  oxc: { decorator: { legacy: true } },
  test: {
    include: ['packages/*/test/**/*.test.ts', 'test-servers/test/**/*.test.ts', 'bench/test/**/*.test.ts', 'test/**/*.test.ts'],
    execArgv: ['--unhandled-rejections=strict'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
