import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { migrationsDirectory } from '../src/database/migrations.ts';
import { planMigration } from './migrations/schema-engine.ts';

// `npm run migration -- <name>` writes a migration from the state of prisma/migrations to prisma/schema.prisma, and
// generates the database client for the new schema.
const what = process.argv[2] ?? '';
if (!/^[a-z0-9]+(_[a-z0-9]+)*$/.test(what)) {
  throw new Error(`Expected a name such as \`add_image_author\` for the migration, but received "${what}"`);
}
const sql = await planMigration();
if (sql === null) {
  console.log('The migrations already lead to prisma/schema.prisma.');
} else {
  const time = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const folder = join(migrationsDirectory, `${time}_${what}`);
  await mkdir(folder);
  await writeFile(join(folder, 'migration.sql'), sql);
  execFileSync('npm', ['run', '--silent', 'generate:database'], { stdio: 'inherit' });
  console.log(
    `Wrote ${folder}/migration.sql: read it, then make the template of new databases with it: npm run template`,
  );
}
