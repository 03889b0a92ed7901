import { randomUUID } from 'node:crypto';
import type { PrismaClient } from './generated/prisma/client.ts';
import type { Storage } from './storage/storage.ts';

/** Number of newest photos that are checked, so that a single lost one does no harm. */
const looked = 20;

/**
 * Checks that a storage is the one with the files of a database. With another one, or an empty folder where a volume is
 * not mounted, every animation would fail because of its missing photo.
 * @param mayClaim whether a storage without an identity may get one: by a server, not by a separate worker
 * @throws Error that says what to mount or move
 */
export async function requireStorage(
  prisma: PrismaClient,
  storage: Storage,
  { mayClaim }: { mayClaim: boolean },
): Promise<void> {
  const row = await prisma.storageIdentity.findFirst();
  const found = await storage.readIdentity();
  if (row && found === row.identity) return storage.expectIdentity(found);
  if (row && found !== null) {
    throw new Error(
      `${storage.location} is the storage of another database; ${storage.advice}, or DATABASE_URL`,
    );
  }
  if (!mayClaim) {
    throw new Error(
      `${storage.location} is not the storage that the server uses; ${storage.advice}, and start the server first`,
    );
  }
  if (found === null) await requirePhotos(prisma, storage);
  else await requireEmpty(storage);
  const identity = row?.identity ?? found ?? randomUUID();
  await prisma.storageIdentity.createMany({ data: { identity }, skipDuplicates: true });
  // Of two servers that start concurrently, one has claimed it.
  const named = await prisma.storageIdentity.findFirstOrThrow();
  await storage.writeIdentity(named.identity);
}

/** A storage without an identity, from an older version or restored from a backup, is recognised by its photos. */
async function requirePhotos(prisma: PrismaClient, storage: Storage): Promise<void> {
  const newest = await prisma.image.findMany({
    orderBy: { createdAt: 'desc' },
    take: looked,
    select: { storageKey: true },
  });
  const areThere = await Promise.all(newest.map(({ storageKey }) => storage.has(storageKey)));
  if (newest.length === 0 || areThere.includes(true)) return;
  throw new Error(`${storage.location} has none of the newest photos in the database; ${storage.advice}`);
}

/** A storage with an identity has lost its database if the database is new: its files would be removed as orphans. */
async function requireEmpty(storage: Storage): Promise<void> {
  for (const folder of ['images', 'animations']) {
    for await (const key of storage.keys(folder)) {
      throw new Error(
        `${storage.location} holds files of another database, such as ${key}; restore that database, or move them away`,
      );
    }
  }
}
