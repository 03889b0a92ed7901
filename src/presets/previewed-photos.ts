import type { Image } from '../generated/prisma/client.ts';
import type { LightPreviews } from '../inference/appearance/light-previews.ts';
import type { Storage } from '../storage/storage.ts';
import { type FileReader, readingTurns } from './reading-turns.ts';

/** Number of photos whose previews are cached, about 0.2 MB each. */
const mostKept = 32;

/** Cached previews of uploaded photos in all built-in lights. */
export class PreviewedPhotos {
  readonly #storage: Storage;
  readonly #read: FileReader['previews'];
  /** By project and the photos' bytes, the most recently used at the end. */
  readonly #kept = new Map<string, Promise<LightPreviews>>();

  constructor(storage: Storage, read: FileReader['previews']) {
    this.#storage = storage;
    this.#read = read;
  }

  /** @throws UserError ENGINE_CRASHED */
  async of(image: Image): Promise<LightPreviews> {
    const key = `${image.projectId} ${image.sha256}`;
    const previews = this.#kept.get(key) ?? this.#make(image);
    this.#kept.delete(key);
    this.#kept.set(key, previews);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > mostKept) this.#kept.delete(oldest);
    try {
      return await previews;
    } catch (error) {
      if (this.#kept.get(key) === previews) this.#kept.delete(key);
      throw error;
    }
  }

  #make({ projectId, storageKey }: Image): Promise<LightPreviews> {
    return readingTurns.run(projectId, async () => {
      await using photo = await this.#storage.localFile(storageKey);
      return await this.#read(photo.path);
    });
  }
}
