import { defineConfig } from 'vitest/config';

/** On a busy machine a real window or a real socket can be late once; `scripts/test.mjs` names each test that needed this. */
const retry = 1;

export default defineConfig({
  test: {
    globalSetup: 'test/temporary-folder.ts',
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/{engine,model,renderer,scripts}/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          retry,
        },
      },
      // A real Spark takes both cores of a small machine: nothing that has a time limit may run beside it.
      { test: { name: 'spark', include: ['test/spark/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000, fileParallelism: false, retry } },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 90_000,
          hookTimeout: 90_000,
          fileParallelism: false,
          retry,
        },
      },
      { test: { name: 'record', include: ['test/spark/*.record.ts'], fileParallelism: false } },
      { test: { name: 'package', include: ['test/package/**/*.test.ts'], testTimeout: 400_000, fileParallelism: false } },
    ],
  },
});
