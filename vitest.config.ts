import { defineConfig } from 'vitest/config'

// `unit`: pure logic, contracts, real processes (make test); `chaos`: kill -9, mutated requests (make test-chaos);
// `package`: what npm pack makes, installed into an empty folder (make test-package); `demo`: two whole weeks (make test-demo);
// `console`: a real browser on every page (make test-console); `upgrade`: the previous version's data folder (make test-upgrade).
export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
    reporters: ['default', './test/closing-line.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/chaos/**', 'test/console/**', 'test/package/**', 'test/demo/**', 'test/upgrade/**'],
        },
      },
      {
        extends: true,
        test: { name: 'chaos', include: ['test/chaos/**/*.test.ts'], testTimeout: 900_000, maxWorkers: 1 },
      },
      { extends: true, test: { name: 'package', include: ['test/package/**/*.test.ts'], testTimeout: 300_000 } },
      {
        extends: true,
        test: {
          name: 'console',
          include: ['test/console/**/*.test.ts'],
          globalSetup: './test/console/make-world.ts',
          testTimeout: 400_000,
          hookTimeout: 900_000,
          expect: { poll: { timeout: 15_000 } },
        },
      },
      { extends: true, test: { name: 'upgrade', include: ['test/upgrade/**/*.test.ts'], testTimeout: 300_000 } },
      { extends: true, test: { name: 'demo', include: ['test/demo/**/*.test.ts'], hookTimeout: 900_000 } },
    ],
  },
})
