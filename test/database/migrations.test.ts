import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { expect, it } from 'vitest';
import { migrationsDirectory } from '../../src/database/migrations.ts';
import { defaultProject } from '../../src/project.ts';

const names = (await readdir(migrationsDirectory, { withFileTypes: true }))
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();
const before = names.filter((name) => name < '20261129195656');

async function apply(pglite: PGlite, migrations: readonly string[]): Promise<void> {
  for (const name of migrations) {
    await pglite.exec(await readFile(join(migrationsDirectory, name, 'migration.sql'), 'utf8'));
  }
}

it('takes what was stored before there were projects and turns along, each to its place', async () => {
  const pglite = await PGlite.create();
  await apply(pglite, before);
  await pglite.exec(`
    INSERT INTO "Image" ("id", "name", "contentType", "sizeBytes", "widthPixels", "heightPixels", "sha256", "storageKey")
    VALUES ('image', 'lake', 'image/jpeg', 1, 1, 1, '', 'images/lake.jpg');
    INSERT INTO "ApiKey" ("id", "name", "scope", "prefix", "hash") VALUES ('key', 'old', 'ADMIN', 'dsk_', 'hash');
    INSERT INTO "LatentPreset" ("id", "name", "kind", "label", "codes", "bundle") VALUES ('preset', 'calm', 'MOTION', '', '[]', 'b@1');
    INSERT INTO "Webhook" ("id", "url", "secret") VALUES ('webhook', 'https://example.org', '');
    INSERT INTO "Animation" ("id", "imageId", "framesTotal", "settings", "status", "startedAt") VALUES
      ('ended', 'image', 1, '{}', 'SUCCEEDED', now()), ('running', 'image', 1, '{}', 'RUNNING', now()),
      ('next', 'image', 1, '{}', 'QUEUED', NULL), ('last', 'image', 1, '{}', 'QUEUED', NULL);`);
  await apply(pglite, names.slice(before.length));
  for (const table of ['Image', 'ApiKey', 'LatentPreset', 'Webhook', 'Animation']) {
    const { rows } = await pglite.query<{ projectId: string }>(`SELECT DISTINCT "projectId" FROM "${table}"`);
    expect(rows).toEqual([{ projectId: defaultProject }]);
  }
  const queue = await pglite.query<{ id: string }>(
    `SELECT "id" FROM "Animation" WHERE "status" = 'QUEUED' ORDER BY "priority" DESC, "turn", "queueNumber"`,
  );
  expect(queue.rows.map(({ id }) => id)).toEqual(['next', 'last']);
  const clock = await pglite.query(`
    SELECT "turn" = (SELECT "turn" FROM "Animation" WHERE "id" = 'running') AS "isThere" FROM "QueueClock"`);
  expect(clock.rows).toEqual([{ isThere: true }]);
  const beating = await pglite.query(`SELECT "id" FROM "Animation" WHERE "heartbeatAt" IS NOT NULL`);
  expect(beating.rows).toEqual([{ id: 'running' }]);
  await pglite.close();
});
