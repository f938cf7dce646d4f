import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    exclude: ['test/live/**', 'test/cluster/**', 'test/engine/restate*', 'test/bench/**'],
    reporters: ['default', './test/tally-reporter.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Left out, one worker of two cores would stand idle.
    maxWorkers: '100%',
    restoreMocks: true,
    // How long a condition takes to come true depends on the machine.
    expect: { poll: { timeout: 10_000 } },
  },
})
