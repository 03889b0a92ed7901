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

it('moves data from before projects and turns to its place', async () => {
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

it('moves the files of animations to outputs', async () => {
  const pglite = await PGlite.create();
  const earlier = names.filter((name) => !name.endsWith('_add_outputs') && name < '20261130092046');
  await apply(pglite, earlier);
  await pglite.exec(`
    INSERT INTO "Image" ("id", "name", "contentType", "sizeBytes", "widthPixels", "heightPixels", "sha256", "storageKey")
    VALUES ('image', 'lake', 'image/jpeg', 1, 4000, 3000, '', 'images/lake.jpg');
    INSERT INTO "Animation" ("id", "imageId", "framesTotal", "settings", "status", "report", "videoKey", "videoBytes", "posterKey", "posterBytes") VALUES
      ('done', 'image', 1, '{}', 'SUCCEEDED', '{"width":1440,"height":1080,"encoder":"x264"}', 'animations/done-1.mp4', 7, 'animations/done-1.jpg', 8),
      ('hevc', 'image', 1, '{}', 'SUCCEEDED', '{"width":640,"height":480,"encoder":"nvenc-hevc"}', 'animations/hevc-1.mp4', 9, NULL, NULL),
      ('waiting', 'image', 1, '{}', 'QUEUED', NULL, NULL, NULL, NULL, NULL);`);
  await apply(pglite, names.slice(earlier.length));
  const { rows } = await pglite.query(`
    SELECT "animationId", "position", "kind", "format", "crop", "widthPixels", "heightPixels", "sizeBytes", "contentType", "storageKey", "sha256"
    FROM "Output" ORDER BY "animationId", "position"`);
  const size = { crop: 'original', widthPixels: 1440, heightPixels: 1080, sha256: null };
  expect(rows).toEqual([
    {
      ...size,
      animationId: 'done',
      position: 0,
      kind: 'VIDEO',
      format: 'mp4-h264',
      sizeBytes: 7,
      contentType: 'video/mp4',
      storageKey: 'animations/done-1.mp4',
    },
    {
      ...size,
      animationId: 'done',
      position: 1,
      kind: 'POSTER',
      format: 'jpeg',
      sizeBytes: 8,
      contentType: 'image/jpeg',
      storageKey: 'animations/done-1.jpg',
    },
    expect.objectContaining({ animationId: 'hevc', format: 'mp4-hevc', widthPixels: 640, sizeBytes: 9 }),
  ]);
  await pglite.close();
});
