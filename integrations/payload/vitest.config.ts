import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: {
    // The package's sources, under the name that it has for its users.
    alias: [
      { find: /^@driftscape\/payload\/(.*)$/, replacement: join(import.meta.dirname, 'src/$1.ts') },
      { find: /^@driftscape\/payload$/, replacement: join(import.meta.dirname, 'src/index.ts') },
    ],
  },
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Payload makes the tables of the first database of a process alone, unless told otherwise.
    env: { PAYLOAD_FORCE_DRIZZLE_PUSH: 'true' },
  },
});
