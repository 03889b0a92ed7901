import { defineConfig } from 'vitest/config';
import { compileCacheFolder } from './src/compile-cache.ts';
import { quickTests, sharedTests } from './test/support/tiers.ts';

// Tests start hundreds of programs: each is compiled once, not every time.
process.env.NODE_COMPILE_CACHE ??= compileCacheFolder;
const quick = quickTests(import.meta.dirname);
/** Each test of these folders opens the database or service that it needs, and closes it again. */
const shared = sharedTests(import.meta.dirname, [
  'access',
  'animations',
  'api',
  'backup',
  'database',
  'drafts',
  'files',
  'images',
  'leftovers',
  'observability',
  'presets',
  'realtime',
  'retention',
  'schema',
  'server',
  'storage',
  'webhooks',
]);

export default defineConfig({
  // Vite would take graphql's second build for bundlers, Node takes the first: two copies do not know each other.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    // Two cores: more workers than that only make real-time tests slower.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'quick',
          include: quick,
          // What they import is pure: it is loaded once for all of them.
          isolate: false,
          setupFiles: ['test/support/stay-inside.ts'],
        },
      },
      // What they import is most of their time: it is loaded once per worker.
      { extends: true, test: { name: 'shared', include: shared, exclude: quick, isolate: false } },
      {
        extends: true,
        test: { name: 'slow', include: ['test/**/*.test.ts'], exclude: [...quick, ...shared] },
      },
    ],
  },
});
