import { randomUUID } from 'node:crypto';
import type { PrismaClient } from './generated/prisma/client.ts';
import type { Storage } from './storage/storage.ts';

/** So many of the newest photos are looked for, so that one that was lost by itself does no harm. */
const looked = 20;

/**
 * Makes sure that a storage is the one whose files the rows of a database tell of: another one, or the empty folder where a volume
 * is not mounted, would make every animation fail for want of its photo.
 * @param mayClaim whether a storage without a name may be given one: by a server, not by a worker beside it
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
  // Of two servers that start at the same time one has named it.
  const named = await prisma.storageIdentity.findFirstOrThrow();
  await storage.writeIdentity(named.identity);
}

/** A storage without a name, made before they had one or restored from a backup, is known by the photos in it. */
async function requirePhotos(prisma: PrismaClient, storage: Storage): Promise<void> {
  const newest = await prisma.image.findMany({
    orderBy: { createdAt: 'desc' },
    take: looked,
    select: { storageKey: true },
  });
  const areThere = await Promise.all(newest.map(({ storageKey }) => storage.has(storageKey)));
  if (newest.length === 0 || areThere.includes(true)) return;
  throw new Error(
    `${storage.location} holds none of the newest photos that the database tells of; ${storage.advice}`,
  );
}

/** A named storage under a new database has lost its own: its files would count as left over. */
async function requireEmpty(storage: Storage): Promise<void> {
  for (const folder of ['images', 'animations']) {
    for await (const key of storage.keys(folder)) {
      throw new Error(
        `${storage.location} holds files of another database, such as ${key}; restore that database, or move them away`,
      );
    }
  }
}
