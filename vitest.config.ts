import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    exclude: ['test/live/**', 'test/cluster/**', 'test/engine/restate*', 'test/bench/**'],
    reporters: ['default', './test/tally-reporter.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // No module keeps state (a rule of the house), so that files can share what was imported before them.
    isolate: false,
    // Many tests wait for browsers, servers and deadlines: with one worker for each core, cores would stand idle.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    restoreMocks: true,
    // How long a condition takes to come true depends on the machine.
    expect: { poll: { timeout: 10_000 } },
  },
})
