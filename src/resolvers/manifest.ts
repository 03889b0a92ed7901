import type { Animation, Output } from '../generated/prisma/client.ts';
import type { RenderReport } from '../inference/job.ts';
import { mainPoster } from '../outputs/main-outputs.ts';

/** What a page needs to show an animation. */
export type Manifest = Record<string, unknown>;

/**
 * The manifest of an animation: where its files are, and in which forms.
 * @param addressOf tells the address of a stored file
 */
export function manifestOf(
  { status, outputs, report }: Animation & { outputs: readonly Output[] },
  addressOf: (key: string) => string,
): Manifest {
  const entry = ({
    storageKey,
    contentType,
    codecs,
    widthPixels,
    heightPixels,
    sizeBytes,
    crop,
  }: Output) => ({
    src: addressOf(storageKey),
    type: codecs ? `${contentType}; codecs="${codecs}"` : contentType,
    width: widthPixels,
    height: heightPixels,
    bytes: sizeBytes,
    crop,
  });
  const main = mainPoster(outputs);
  const { width, height, frames, fps } = (report ?? {}) as unknown as Partial<RenderReport>;
  return {
    version: 1,
    status,
    poster: main ? addressOf(main.storageKey) : null,
    posters: outputs.filter(({ kind }) => kind === 'POSTER').map(entry),
    sources: outputs.filter(({ kind }) => kind === 'VIDEO').map(entry),
    aspectRatio: width && height ? width / height : null,
    width: width ?? null,
    height: height ?? null,
    durationSeconds: frames && fps ? frames / fps : null,
  };
}
