import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Vite would take graphql's second build for bundlers, Node takes the first: two copies do not know each other.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    include: ['test/**/*.test.ts'],
    // Two cores: more workers than that only make real-time tests slower.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
