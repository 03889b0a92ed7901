import { UserError } from '../errors.ts';
import type { ClipLight } from '../inference/clip/clip-light.ts';
import type { ClipMotion } from '../inference/clip/clip-motion.ts';
import { clipLimits } from '../inference/clip/limits.ts';
import { defaultProject } from '../project.ts';
import type { Storage } from '../storage/storage.ts';
import { type FileReader, readingTurns } from './reading-turns.ts';

type ClipReader = Pick<FileReader, 'motion' | 'clipLight'>;

/** An uploaded clip. */
export interface SentClip {
  size: number;
  bytes(): AsyncIterable<Uint8Array>;
}

/** The motion and the light of uploaded clips, which are not stored. */
export class Clips {
  readonly #storage: Storage;
  readonly #reader: ClipReader;
  readonly #projectId: string;

  constructor(storage: Storage, reader: ClipReader, projectId = defaultProject) {
    this.#storage = storage;
    this.#reader = reader;
    this.#projectId = projectId;
  }

  /** The same for another project. */
  of(projectId: string): Clips {
    return new Clips(this.#storage, this.#reader, projectId);
  }

  /** @throws UserError INVALID_CLIP, INVALID_INPUT for a bundle without a motion encoder, STORAGE_FULL, ENGINE_CRASHED */
  motionOf(clip: SentClip): Promise<ClipMotion> {
    return this.#read(clip, this.#reader.motion);
  }

  /** @throws UserError INVALID_CLIP, STORAGE_FULL, ENGINE_CRASHED */
  lightOf(clip: SentClip): Promise<ClipLight> {
    return this.#read(clip, this.#reader.clipLight);
  }

  async #read<Found>(clip: SentClip, read: (path: string) => Promise<Found>): Promise<Found> {
    const { size } = clip;
    if (size > clipLimits.bytes) {
      const message = `Expected a clip of at most ${clipLimits.bytes} bytes, but received ${size}; cut a part out of it`;
      throw new UserError('INVALID_CLIP', message);
    }
    await using work = await this.#storage.createWorkFolder();
    const path = await work.write('clip', clip.bytes());
    // Awaited, because the clip is removed with its folder on return.
    return await readingTurns.run(this.#projectId, () => read(path));
  }
}
