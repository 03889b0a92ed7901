import { defineConfig } from 'vitest/config';
import { compileCacheFolder } from './src/compile-cache.ts';
import { quickTests } from './test/support/tiers.ts';

// Tests start hundreds of programs: each is compiled once, not every time.
process.env.NODE_COMPILE_CACHE ??= compileCacheFolder;
const quick = quickTests(import.meta.dirname);
const sharedTests = ['api', 'animations'].map((folder) => `test/${folder}/**/*.test.ts`);

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
      // Each file opens its own database and service; what they import is loaded once per worker.
      {
        extends: true,
        test: { name: 'shared', include: sharedTests, exclude: quick, isolate: false },
      },
      {
        extends: true,
        test: { name: 'slow', include: ['test/**/*.test.ts'], exclude: [...quick, ...sharedTests] },
      },
    ],
  },
});
