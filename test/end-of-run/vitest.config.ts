import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { root: import.meta.dirname, include: ['*.case.ts'], execArgv: ['--unhandled-rejections=strict'], fsModuleCache: false },
});
