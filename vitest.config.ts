import { configDefaults, defineConfig } from 'vitest/config';

/** Whole programs started and ended in every way, and random controls: minutes that a change rarely touches. `npm run test:all` has them. */
const long = [
  'test/demo/interrupted.test.ts',
  'test/deploy/site.test.ts',
  'test/install/production.test.ts',
  'test/inference/controls/any-controls.test.ts',
];

export default defineConfig({
  // Vite would take graphql's second build for bundlers, Node takes the first: two copies do not know each other.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...(process.env.ALL_TESTS ? [] : long)],
    // Two cores: more workers than that only make real-time tests slower.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
