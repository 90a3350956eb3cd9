import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // Against tests that hang, not slow machines.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
