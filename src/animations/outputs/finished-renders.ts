import type { Animation, Output, Prisma } from '../../generated/prisma/client.ts';
import { type DigestedPhoto, digestOfMotion, digestOfRender } from '../../inference/render-digest.ts';
import type { AnimationSettings } from '../../inference/settings.ts';
import type { Storage } from '../../storage/storage.ts';

/** The bundle that new animations are rendered with. */
export interface BundleIdentity {
  /** `name@version`. */
  id: string;
  /** Of everything in it that decides what a video looks like. */
  checksum: string;
}

/** An animation that has succeeded, with its files. */
export type FinishedAnimation = Animation & { outputs: Output[] };

/** Finds videos that need not be rendered again: renders are deterministic, so the same question has the same answer. */
export class FinishedRenders {
  readonly #storage: Storage;
  readonly #bundle: BundleIdentity;

  constructor(storage: Storage, bundle: BundleIdentity) {
    this.#storage = storage;
    this.#bundle = bundle;
  }

  /**
   * The names of a video and of its motion.
   * @throws UserError INVALID_SETTINGS for a width that this photo cannot have
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
   * An animation of the project whose files are what a new one with this digest would get; null when there is none. Those of
   * others do not count, so that nobody learns what they made.
   */
  async find(
    tx: Prisma.TransactionClient,
    projectId: string,
    renderDigest: string,
  ): Promise<FinishedAnimation | null> {
    const found = await tx.animation.findFirst({
      // Workers of other versions may share the queue: what counts is the bundle that it was rendered with.
      where: { projectId, renderDigest, status: 'SUCCEEDED', bundle: this.#bundle.id },
      orderBy: { finishedAt: 'desc' },
      include: { outputs: { orderBy: { position: 'asc' } } },
    });
    if (!found || found.outputs.length === 0) return null;
    const areThere = await Promise.all(found.outputs.map(({ storageKey }) => this.#storage.has(storageKey)));
    return areThere.every(Boolean) ? found : null;
  }
}

/** What a new animation takes over from one that has succeeded: the result, as if it had been rendered for it. */
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
