import { join } from 'node:path';
import { openInputs } from '../animations/work/inputs.ts';
import { notFound } from '../errors.ts';
import type { FairTurns } from '../fair-turns.ts';
import type { Image, PrismaClient } from '../generated/prisma/client.ts';
import type { DraftEngine } from '../inference/engine/draft-client.ts';
import { type AnimationSettingsInput, parseSettings } from '../inference/settings.ts';
import { defaultProject } from '../project.ts';
import type { Storage } from '../storage/storage.ts';
import type { DraftFiles } from './draft-files.ts';
import type { Sessions } from './sessions.ts';
import { draftSettings } from './settings.ts';
import { candidateSeeds, spreadOut } from './spread-out.ts';

export interface NewDraft {
  imageId: string;
  /** Presets are already resolved to codes; validated here. */
  settings: AnimationSettingsInput;
  /** Row ids of the pictures that the settings refer to by SHA-256. */
  pictureIds: readonly string[];
  /** Identifies caller and session; a later draft with the same value stops this one. */
  session: string;
}

/** A small preview video of an animation. */
export interface Draft {
  key: string;
  width: number;
  height: number;
  frames: number;
  fps: number;
  tookMs: number;
  expiresAt: Date;
}

/** A seed, and the resulting motion. */
export interface Variant {
  seed: number;
  /** 0 is right, 90 up; null if nothing moves. */
  degrees: number | null;
  /** Percent of the width per second. */
  speedPercent: number;
}

export interface DraftsParts {
  prisma: PrismaClient;
  storage: Storage;
  engine: DraftEngine;
  /** Turns of the engine, which does one task at a time. */
  turns: FairTurns;
  sessions: Sessions;
  files: DraftFiles;
}

/** Drafts of a project's photos: previews while users choose settings, not stored as animations. */
export class Drafts {
  readonly #parts: DraftsParts;
  readonly #projectId: string;

  constructor(parts: DraftsParts, projectId = defaultProject) {
    this.#parts = parts;
    this.#projectId = projectId;
  }

  /** The same for another project. */
  of(projectId: string): Drafts {
    return new Drafts(this.#parts, projectId);
  }

  /**
   * Makes a draft; a later one of the same session stops it immediately.
   * @throws UserError INVALID_SETTINGS with the path inside the settings, NOT_FOUND for an unknown image, DRAFT_SUPERSEDED,
   * STORAGE_FULL, ENGINE_CRASHED
   */
  async make({ imageId, settings: input, pictureIds, session }: NewDraft): Promise<Draft> {
    const begin = performance.now();
    const { storage, engine, turns, sessions, files } = this.#parts;
    const settings = parseSettings(input);
    const image = await this.#find(imageId);
    const pictures = await this.#pictures(pictureIds);
    return sessions.run(`${this.#projectId} ${session}`, async (signal) => {
      await using inputs = await openInputs(storage, image, pictures);
      await using folder = await storage.createWorkFolder();
      const videoPath = join(folder.path, 'draft.mp4');
      const { photoPath: path, pictures: named } = inputs.paths;
      const task = {
        photo: { path, sha256: image.sha256 },
        pictures: named,
        videoPath,
        settings: draftSettings(settings, image),
      };
      const facts = await turns.run(this.#projectId, async () => {
        signal.throwIfAborted();
        return engine.run('draft', task, signal);
      });
      const { key, expiresAt } = await files.add(this.#projectId, videoPath);
      return { ...facts, key, expiresAt, tookMs: Math.round(performance.now() - begin) };
    });
  }

  /**
   * Seeds with visibly different motion, always the same for the same settings; the first is that of the settings.
   * @throws UserError INVALID_SETTINGS with the path inside the settings, ENGINE_CRASHED
   */
  async variants(image: Image, input: AnimationSettingsInput, count: number): Promise<Variant[]> {
    const { storage, engine, turns } = this.#parts;
    const settings = parseSettings(input);
    await using photo = await storage.localFile(image.storageKey);
    const task = {
      photo: { path: photo.path, sha256: image.sha256 },
      settings: draftSettings(settings, image),
      seeds: candidateSeeds(settings.seed),
    };
    const drifts = await turns.run(this.#projectId, () => engine.run('drifts', task));
    return spreadOut(drifts, count).map(({ seed, degrees, speedPercent }) => ({
      seed,
      degrees,
      speedPercent,
    }));
  }

  async #find(id: string): Promise<Image> {
    const where = { id, projectId: this.#projectId };
    const image = await this.#parts.prisma.image.findUnique({ where });
    if (!image) throw notFound('Image', id, { path: ['imageId'] });
    return image;
  }

  async #pictures(ids: readonly string[]): Promise<Image[]> {
    if (ids.length === 0) return [];
    return this.#parts.prisma.image.findMany({ where: { id: { in: [...ids] }, projectId: this.#projectId } });
  }
}
