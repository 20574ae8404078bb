import { defineConfig } from 'vitest/config'

// Two kinds: `unit` (pure logic, contracts, real processes; make test) and `chaos` (kill -9, mutated requests; make test-chaos).
export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
    reporters: ['default', './test/closing-line.ts'],
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: ['test/chaos/**'] } },
      {
        extends: true,
        test: { name: 'chaos', include: ['test/chaos/**/*.test.ts'], testTimeout: 900_000, maxWorkers: 1 },
      },
    ],
  },
})
