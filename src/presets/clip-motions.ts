import { UserError } from '../errors.ts';
import type { ClipMotion } from '../inference/clip/clip-motion.ts';
import { clipLimits } from '../inference/clip/limits.ts';
import { defaultProject } from '../project.ts';
import type { Storage } from '../storage/storage.ts';
import { type FileReader, readingTurns } from './reading-turns.ts';

/** The motion of clips that are sent along; they are not kept. */
export class ClipMotions {
  readonly #storage: Storage;
  readonly #read: FileReader['motion'];
  readonly #projectId: string;

  constructor(storage: Storage, read: FileReader['motion'], projectId = defaultProject) {
    this.#storage = storage;
    this.#read = read;
    this.#projectId = projectId;
  }

  /** The same for another project. */
  of(projectId: string): ClipMotions {
    return new ClipMotions(this.#storage, this.#read, projectId);
  }

  /** @throws UserError INVALID_CLIP, INVALID_INPUT for a bundle without a motion encoder, STORAGE_FULL, ENGINE_CRASHED */
  async ofClip(clip: { size: number; bytes(): AsyncIterable<Uint8Array> }): Promise<ClipMotion> {
    const { size } = clip;
    if (size > clipLimits.bytes) {
      const message = `Expected a clip of at most ${clipLimits.bytes} bytes, but received ${size}; cut a part out of it`;
      throw new UserError('INVALID_CLIP', message);
    }
    await using work = await this.#storage.createWorkFolder();
    const path = await work.write('clip', clip.bytes());
    // Awaited, since the clip goes with its folder on return.
    return await readingTurns.run(this.#projectId, () => this.#read(path));
  }
}
