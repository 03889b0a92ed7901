import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Payload makes the tables of the first database of a process alone, unless told otherwise.
    env: { PAYLOAD_FORCE_DRIZZLE_PUSH: 'true' },
  },
});
