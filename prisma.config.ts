import { defineConfig } from 'prisma/config';

// The command line would download a schema engine although `generate` runs without one. Migrations are
// made and applied by src/database/migrations.ts, with the engine that comes as an npm package.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? '' },
});
