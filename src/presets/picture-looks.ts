import { notFound } from '../errors.ts';
import { FairTurns } from '../fair-turns.ts';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { PictureLook } from '../inference/appearance/picture-look.ts';
import { defaultProject } from '../project.ts';
import type { Storage } from '../storage/storage.ts';

/** Reads the light of the picture at a path. */
export type LookReader = (path: string) => Promise<PictureLook>;

/** Networks take some 0.5 GB while they look at a picture: one at a time, by project in turn. */
const readings = new FairTurns(1);

/** The light of a project's uploaded photos. */
export class PictureLooks {
  readonly #prisma: PrismaClient;
  readonly #storage: Storage;
  readonly #read: LookReader;
  readonly #projectId: string;

  constructor(prisma: PrismaClient, storage: Storage, read: LookReader, projectId = defaultProject) {
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
    return readings.run(this.#projectId, async () => {
      await using photo = await this.#storage.localFile(image.storageKey);
      return this.#read(photo.path);
    });
  }
}
