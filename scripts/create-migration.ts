import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { EmbeddedAdapters } from '../src/database/embedded.ts';
import { migrationsDirectory, planMigration } from '../src/database/migrations.ts';

// Writes the migration that prisma/schema.prisma still lacks: `npm run migration -- <what>`.
const what = process.argv[2] ?? '';
if (!/^[a-z0-9]+(_[a-z0-9]+)*$/.test(what)) {
  throw new Error(`Expected a name such as \`add_image_author\` for the migration, but received "${what}"`);
}
const pglite = await PGlite.create();
const sql = await planMigration(new EmbeddedAdapters(pglite));
await pglite.close();
if (sql === null) {
  console.log('The migrations already lead to prisma/schema.prisma.');
} else {
  const time = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const folder = join(migrationsDirectory, `${time}_${what}`);
  await mkdir(folder);
  await writeFile(join(folder, 'migration.sql'), sql);
  console.log(
    `Wrote ${folder}/migration.sql: read it, then make the template of new databases with it: npm run template`,
  );
}
