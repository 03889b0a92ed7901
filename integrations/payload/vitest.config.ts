import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: {
    // Maps the package's name for its users to its sources.
    alias: [
      { find: /^@driftscape\/payload\/(.*)$/, replacement: join(import.meta.dirname, 'src/$1.ts') },
      { find: /^@driftscape\/payload$/, replacement: join(import.meta.dirname, 'src/index.ts') },
    ],
  },
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Otherwise Payload only creates the tables of the first database in a process.
    env: { PAYLOAD_FORCE_DRIZZLE_PUSH: 'true' },
  },
});
