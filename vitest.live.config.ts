import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/engine/restate*.test.ts', 'test/cluster/**/*.test.ts', 'test/live/**/*.test.ts'],
    reporters: ['verbose', './test/tally-reporter.ts'],
    testTimeout: 300_000,
    hookTimeout: 900_000,
    pool: 'forks',
    fileParallelism: false,
    disableConsoleIntercept: true,
  },
})
