import { digestOf } from '../../digest.ts';
import type { Animation, Image, Prisma } from '../../generated/prisma/client.ts';
import { renderVersion } from '../../inference/renderer/version.ts';
import type { AnimationSettings } from '../../inference/settings.ts';
import { outputSize } from '../../photo/output-size.ts';
import type { Storage } from '../../storage/storage.ts';

/** The bundle that new animations are rendered with. */
export interface BundleIdentity {
  /** `name@version`. */
  id: string;
  /** Of everything in it that decides what a video looks like. */
  checksum: string;
}

/** Finds videos that need not be rendered again: renders are deterministic, so the same question has the same answer. */
export class FinishedRenders {
  readonly #storage: Storage;
  readonly #bundle: BundleIdentity;

  constructor(storage: Storage, bundle: BundleIdentity) {
    this.#storage = storage;
    this.#bundle = bundle;
  }

  /**
   * Names a video by what it is made from, before it is made: the photo's bytes, the settings, the bundle and the
   * version of the renderer.
   * @throws UserError INVALID_SETTINGS for a width that this photo cannot have
   */
  digestOf(
    photo: Pick<Image, 'sha256' | 'widthPixels' | 'heightPixels'>,
    settings: AnimationSettings,
  ): string {
    const size = { width: photo.widthPixels, height: photo.heightPixels };
    const { width: widthPixels } = outputSize(size, settings.widthPixels);
    return digestOf({
      photo: photo.sha256,
      settings: { ...settings, widthPixels },
      bundle: this.#bundle.checksum,
      renderVersion,
    });
  }

  /**
   * An animation of the project whose files are what a new one with this digest would get; null when there is none. Those of
   * others do not count, so that nobody learns what they made.
   */
  async find(
    tx: Prisma.TransactionClient,
    projectId: string,
    renderDigest: string,
  ): Promise<Animation | null> {
    const found = await tx.animation.findFirst({
      // Workers of other versions may share the queue: what counts is the bundle that it was rendered with.
      where: { projectId, renderDigest, status: 'SUCCEEDED', bundle: this.#bundle.id },
      orderBy: { finishedAt: 'desc' },
    });
    if (!found?.videoKey || !found.posterKey) return null;
    const areThere = await Promise.all(
      [found.videoKey, found.posterKey].map((key) => this.#storage.has(key)),
    );
    return areThere.every(Boolean) ? found : null;
  }
}

/** What a new animation takes over from one that has succeeded: the result, as if it had been rendered for it. */
export function resultOf(twin: Animation) {
  const { framesDone, device, bundle, report, videoKey, videoBytes, posterKey, posterBytes } = twin;
  const outputs = { videoKey, videoBytes, posterKey, posterBytes };
  return {
    status: 'SUCCEEDED',
    finishedAt: new Date(),
    isReused: true,
    framesDone,
    device,
    bundle,
    report: report as Prisma.InputJsonObject,
    ...outputs,
  } satisfies Partial<Prisma.AnimationUncheckedCreateInput>;
}
