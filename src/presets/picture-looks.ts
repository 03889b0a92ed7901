import { notFound } from '../errors.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { PictureLook } from '../inference/appearance/picture-look.ts';
import { defaultProject } from '../project.ts';
import type { Storage } from '../storage/storage.ts';
import { type FileReader, readingTurns } from './reading-turns.ts';

/** The light of a project's uploaded photos. */
export class PictureLooks {
  readonly #prisma: PrismaClient;
  readonly #storage: Storage;
  readonly #read: FileReader['light'];
  readonly #projectId: string;

  constructor(prisma: PrismaClient, storage: Storage, read: FileReader['light'], projectId = defaultProject) {
    this.#prisma = prisma;
    this.#storage = storage;
    this.#read = read;
    this.#projectId = projectId;
  }

  /** The same for another project. */
  of(projectId: string): PictureLooks {
    return new PictureLooks(this.#prisma, this.#storage, this.#read, projectId);
  }

  /** @param imageId of its row @throws UserError NOT_FOUND, ENGINE_CRASHED */
  async ofImage(imageId: string): Promise<PictureLook> {
    const where = { id: imageId, projectId: this.#projectId };
    const image = await this.#prisma.image.findUnique({ where });
    if (!image) throw notFound('Image', imageId);
    return readingTurns.run(this.#projectId, async () => {
      await using photo = await this.#storage.localFile(image.storageKey);
      return await this.#read(photo.path);
    });
  }
}
