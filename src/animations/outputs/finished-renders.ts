import type { Animation, Output, Prisma } from '../../generated/prisma/client.ts';
import { type DigestedPhoto, digestOfMotion, digestOfRender } from '../../inference/render-digest.ts';
import type { AnimationSettings } from '../../inference/settings.ts';
import type { Storage } from '../../storage/storage.ts';

/** The bundle used for new animations. */
export interface BundleIdentity {
  /** `name@version`. */
  id: string;
  /** SHA-256 of everything in it that affects how videos look. */
  checksum: string;
}

/** An animation that has succeeded, with its files. */
export type FinishedAnimation = Animation & { outputs: Output[] };

/** Finds videos that need not be rendered again: rendering is deterministic, so the same input gives the same video. */
export class FinishedRenders {
  readonly #storage: Storage;
  readonly #bundle: BundleIdentity;

  constructor(storage: Storage, bundle: BundleIdentity) {
    this.#storage = storage;
    this.#bundle = bundle;
  }

  /**
   * The digests of a video and of its motion.
   * @throws UserError INVALID_SETTINGS for a width that is impossible for this photo
   */
  digestsOf(
    photo: DigestedPhoto,
    settings: AnimationSettings,
  ): { renderDigest: string; motionDigest: string } {
    const { checksum } = this.#bundle;
    return {
      renderDigest: digestOfRender(photo, settings, checksum),
      motionDigest: digestOfMotion(photo, settings, checksum),
    };
  }

  /**
   * An animation of the project whose files equal those of a new one with this digest; null if there is none. Other
   * projects are excluded, so that nobody learns what they made.
   * @param files how many files the new one has; an earlier version may have made fewer
   */
  async find(
    tx: Prisma.TransactionClient,
    projectId: string,
    renderDigest: string,
    files: number,
  ): Promise<FinishedAnimation | null> {
    const found = await tx.animation.findFirst({
      // Workers with other versions may share the queue, so the bundle used for the rendering is compared.
      where: { projectId, renderDigest, status: 'SUCCEEDED', bundle: this.#bundle.id },
      orderBy: { finishedAt: 'desc' },
      include: { outputs: { orderBy: { position: 'asc' } } },
    });
    if (found?.outputs.length !== files) return null;
    const areThere = await Promise.all(found.outputs.map(({ storageKey }) => this.#storage.has(storageKey)));
    return areThere.every(Boolean) ? found : null;
  }
}

/** The result that a new animation copies from one that has succeeded, as if it had been rendered for it. */
export function resultOf(twin: FinishedAnimation) {
  const { framesDone, device, bundle, report, outputs } = twin;
  return {
    status: 'SUCCEEDED',
    finishedAt: new Date(),
    isReused: true,
    framesDone,
    device,
    bundle,
    report: report as Prisma.InputJsonObject,
    outputs: { create: outputs.map(({ id, animationId, ...output }) => output) },
  } satisfies Partial<Prisma.AnimationUncheckedCreateInput>;
}
