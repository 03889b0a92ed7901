import { UserError } from '../../errors.ts';
import type { Bundle } from '../bundle/bundle.ts';
import type { LatentCode } from '../latent-code.ts';
import type { RegionShares } from '../layers/regions.ts';
import { loops } from '../loop.ts';
import type { Photos } from '../photos.ts';
import type { ColourTransferMap } from '../renderer/renderer.ts';
import { type AnimationSettings, countFrames, isLight } from '../settings.ts';
import { ColourTimeline } from './colour-timeline.ts';
import type { Colours } from './colours.ts';
import { layPath } from './latent-path.ts';
import { layLight } from './looks/light.ts';

/**
 * Predicts the colours of a video (algorithm §5), or plans them from looks; undefined if the photo's colours do not
 * change.
 * @param shares the photo's regions, used by looks; without them all of it counts as land
 * @throws UserError INVALID_SETTINGS for an appearance that the bundle does not support
 */
export async function predictColours(
  bundle: Bundle,
  photos: Photos,
  settings: AnimationSettings,
  shares?: RegionShares,
): Promise<Colours | undefined> {
  const { appearance } = settings;
  if (appearance === 'none') return undefined;
  if (isLight(appearance)) {
    return layLight(appearance, (await photos.forScene()).whole, settings, shares);
  }
  const sequence = chooseSequence(bundle, appearance);
  const photoCode = await bundle.encodeAppearance?.(await photos.forEncoders());
  const path = layPath(sequence, {
    frames: countFrames(settings),
    isLoop: loops[settings.loop].isLoop,
    photoCode,
  });
  if (path === null) {
    throw invalidAppearance(
      `at least two codes, since ${bundle.id} has no appearance encoder to find the photo's own code`,
      'one',
    );
  }
  const keyMaps: ColourTransferMap[] = [];
  for (const code of path.keyCodes) {
    keyMaps.push(await bundle.predictColourTransfer(photos.forPredictors, code));
  }
  const { colourTransfer: form } = bundle.description;
  return new ColourTimeline({ form, keyMaps, positionAt: path.positionAt });
}

/** A position 0…1 selects the nearest sequence of the codebook. */
function chooseSequence({ id, codebook }: Bundle, appearance: number | LatentCode[]): LatentCode[] {
  if (typeof appearance !== 'number') return appearance;
  const sequences = codebook.appearance;
  if (sequences.length === 0) {
    throw invalidAppearance(`\`none\` or codes, since ${id} has no appearance sequences`, String(appearance));
  }
  return sequences[Math.round(appearance * (sequences.length - 1))].codes;
}

function invalidAppearance(expected: string, received: string): UserError {
  const message = `Expected ${expected}, but received ${received}; choose another appearance`;
  return new UserError('INVALID_SETTINGS', message, { path: ['appearance'] });
}
