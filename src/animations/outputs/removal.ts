import { notFound, UserError } from '../../errors.ts';
import type { Animation, Prisma, PrismaClient } from '../../generated/prisma/client.ts';
import type { FileRemovals } from '../../leftovers/file-removals.ts';
import { scenesOf } from '../../owned-keys.ts';
import type { Storage } from '../../storage/storage.ts';
import { lockQueue } from '../queue/waiting.ts';

/**
 * Deletes animations and photos with their files. Rows are deleted first, together with a note of the files to delete,
 * because a row without its file would be a broken promise.
 */
export class Removal {
  readonly #prisma: PrismaClient;
  readonly #removals: FileRemovals;
  readonly #storage: Pick<Storage, 'keys'>;
  readonly #projectId: string | undefined;

  /** @param projectId delete only objects of this project; default: of any project */
  constructor(
    prisma: PrismaClient,
    removals: FileRemovals,
    storage: Pick<Storage, 'keys'>,
    projectId?: string,
  ) {
    this.#prisma = prisma;
    this.#removals = removals;
    this.#storage = storage;
    this.#projectId = projectId;
  }

  /** The same for a single project. */
  of(projectId: string): Removal {
    return new Removal(this.#prisma, this.#removals, this.#storage, projectId);
  }

  /**
   * Deletes an ended animation. Files shared with other animations stay.
   * @throws UserError NOT_FOUND, or NOT_ENDED while it is queued or running
   */
  async deleteAnimation(id: string): Promise<void> {
    await this.#delete(async (tx) => {
      const row = await tx.animation.findUnique({ where: { id, projectId: this.#projectId } });
      if (!row) throw notFound('Animation', id);
      return deleteEnded(tx, [row]);
    });
  }

  /**
   * Deletes a picture, and with `withAnimations` also the animations that use it as photo or mask, all or nothing.
   * @throws UserError NOT_FOUND, IMAGE_IN_USE if animations depend on it and `withAnimations` is false, or NOT_ENDED if
   *   one of those to delete is queued or running
   * @returns the ids of the animations that went along
   */
  async deleteImage(id: string, { withAnimations }: { withAnimations: boolean }): Promise<string[]> {
    let along: string[] = [];
    const madeOfIt: string[] = [];
    for await (const key of this.#storage.keys(scenesOf(id))) madeOfIt.push(key);
    await this.#delete(async (tx) => {
      const where = { id, projectId: this.#projectId };
      const image = await tx.image.findUnique({ where });
      if (!image) throw notFound('Image', id);
      const animations = await tx.animation.findMany({ where: needs(id) });
      if (animations.length > 0 && !withAnimations) {
        const message = `Expected an image that nothing depends on, but ${animations.length === 1 ? 'an animation needs' : `${animations.length} animations need`} it; delete what needs it first, or ask for it to go along`;
        throw new UserError('IMAGE_IN_USE', message, { subject: { type: 'Image', id } });
      }
      const unused = await deleteEnded(tx, animations);
      along = animations.map((animation) => animation.id);
      await tx.image.delete({ where: { id } });
      return [...unused, image.storageKey, ...madeOfIt];
    });
    return along;
  }

  /** @param rows deletes rows and returns the keys of files that no row names any more */
  async #delete(rows: (tx: Prisma.TransactionClient) => Promise<string[]>): Promise<void> {
    await this.#prisma.$transaction(async (tx) => {
      // Nobody makes an animation of the photo, or takes over a video, meanwhile.
      await lockQueue(tx);
      await this.#removals.release(tx, await rows(tx));
    });
    await this.#removals.carryOut();
  }
}

/** The animations that are made from a picture, or need it as a mask. */
export function needs(imageId: string): Prisma.AnimationWhereInput {
  return { OR: [{ imageId }, { pictures: { some: { imageId } } }] };
}

/** @returns the keys of files that no animation names any more */
async function deleteEnded(tx: Prisma.TransactionClient, rows: Animation[]): Promise<string[]> {
  const open = rows.find((row) => row.finishedAt === null);
  if (open) {
    const message = `Expected an animation that has ended, but it is ${open.status.toLowerCase()}; cancel it and wait for its end first`;
    throw new UserError('NOT_ENDED', message, { subject: { type: 'Animation', id: open.id } });
  }
  const ids = rows.map(({ id }) => id);
  const select = { storageKey: true };
  const outputs = await tx.output.findMany({ where: { animationId: { in: ids } }, select });
  await tx.animation.deleteMany({ where: { id: { in: ids } } });
  const keys = [...new Set(outputs.map(({ storageKey }) => storageKey))];
  const shared = await tx.output.findMany({ where: { storageKey: { in: keys } }, select });
  const kept = new Set(shared.map(({ storageKey }) => storageKey));
  return keys.filter((key) => !kept.has(key));
}
