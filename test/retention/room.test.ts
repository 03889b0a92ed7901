import { expect, it } from 'vitest';
import { dropOldPreviews } from '../../src/animations/outputs/previews.ts';
import { openWorkbench } from '../animations/workbench.ts';
import { describeDatabases, openEmbeddedTestDatabase } from '../support/databases.ts';

describeDatabases((openTestDatabase) => {
  it('drops the pictures of all animations that ended some time ago, however many ended at once', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    const imageId = await bench.addImage();
    const ended = { imageId, settings: {}, framesTotal: 1, status: 'CANCELED' as const };
    const preview = {
      create: { sequence: 1, type: 'FRAME' as const, payload: {}, preview: new Uint8Array(9) },
    };
    for (let i = 0; i < 30; i++) {
      const finishedAt = new Date(i === 0 ? Date.now() : 0);
      await bench.prisma.animation.create({ data: { ...ended, finishedAt, events: preview } });
    }
    expect(await dropOldPreviews(bench.prisma)).toBe(29);
    expect(await bench.prisma.animationEvent.count({ where: { preview: { not: null } } })).toBe(1);
    expect(await dropOldPreviews(bench.prisma)).toBe(0);
  });
});

it('reuses the space of deleted rows in the embedded database', async () => {
  await using bench = await openWorkbench(openEmbeddedTestDatabase);
  const { prisma, vacuum } = bench.database;
  const fill = () => prisma.$executeRaw`
    INSERT INTO "ApiKey" ("id", "name", "scope", "prefix", "hash")
    SELECT n::text, repeat('x', 200), 'READ', '', n::text FROM generate_series(1, 2000) AS n`;
  const size = async () => {
    const [{ bytes }] = await prisma.$queryRaw<[{ bytes: number }]>`
      SELECT pg_relation_size('"ApiKey"')::int AS bytes`;
    return bytes;
  };
  await fill();
  const full = await size();
  for (let i = 0; i < 3; i++) {
    await prisma.apiKey.deleteMany();
    await vacuum?.();
    await fill();
  }
  expect(await size()).toBeLessThanOrEqual(full * 1.1);
});
