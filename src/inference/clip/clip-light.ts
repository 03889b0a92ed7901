import { resizePhoto } from '../../photo/decode.ts';
import type { Photo } from '../../photo/photo.ts';
import { decodeVideo } from '../../video/decoder.ts';
import { lookOf } from '../appearance/looks/light.ts';
import type { Bundle } from '../bundle/bundle.ts';
import { toNetworkImage } from '../bundle/network-image.ts';
import { encoderSize, sceneSize } from '../bundle/schema.ts';
import type { LatentCode } from '../latent-code.ts';
import type { ChangingLight, Look } from '../look.ts';
import { closeSize, findRegions, type SceneViews, sceneViews } from '../scene.ts';
import { type OpenClip, openClip, unfit } from './clip-frames.ts';
import { clipLimits } from './limits.ts';

/** The light of a clip over its time, by looks and for the appearance network. */
export interface ClipLight {
  /** In order, from 0, the clip's beginning, to 1, its end. */
  looks: ChangingLight;
  /** One per look; none if the bundle has no appearance encoder. */
  codes: LatentCode[];
}

/** Number of evenly spaced moments of a clip that are analysed, from its first frame to its last. */
const moments = 9;
/** Minimum change of a region's mean colour, as distance in Lab, for the light to count as changing. */
const leastChange = 4;

/**
 * Reads the course of light in a clip from a fixed camera: the look at each of {@link moments}. Sky, land and water are
 * detected only in the brightest frame, because a network cannot distinguish them at night.
 * @throws UserError INVALID_CLIP, also if its light does not change
 */
export async function readClipLight(bundle: Bundle, path: string): Promise<ClipLight> {
  const pictures = await decodeMoments(path, await openClip(path));
  if (pictures.length < 2) throw unfit('of at least 2 frames', `this one has ${pictures.length}`);
  const views: SceneViews[] = [];
  const codes: LatentCode[] = [];
  for (const { photo } of pictures) {
    views.push(sceneViews(await resizePhoto(photo, sceneSize, sceneSize), photo));
    const small = await resizePhoto(photo, encoderSize, encoderSize);
    const code = await bundle.encodeAppearance?.(toNetworkImage(small));
    if (code) codes.push(code);
  }
  const { predictScene } = bundle;
  const shares = predictScene && (await findRegions((view) => predictScene(view), brightest(views)));
  const looks = pictures.map(({ at }, i) => ({ at, look: lookOf(views[i].whole, shares) }));
  if (!looks.some(({ look }) => changeBetween(looks[0].look, look) >= leastChange)) {
    throw unfit(
      'whose light changes',
      'in this one it stays; take a picture of it, or a longer part of the day',
    );
  }
  return { looks, codes };
}

interface Moment {
  /** Share of the clip, 0 … 1. */
  at: number;
  photo: Photo;
}

async function decodeMoments(path: string, { container, facts }: OpenClip): Promise<Moment[]> {
  const deadline = performance.now() + clipLimits.decodeSeconds * 1000;
  const last = Math.max(1, (facts.frames || Math.round(facts.durationSeconds * facts.fps)) - 1);
  const wanted = new Set(Array.from({ length: moments }, (_, i) => Math.round((i * last) / (moments - 1))));
  const size = { width: closeSize, height: closeSize };
  const found: { index: number; photo: Photo }[] = [];
  try {
    for await (const { index, data } of decodeVideo(path, { size, container, picks: (i) => wanted.has(i) })) {
      found.push({ index, photo: { ...size, rgba: Uint8Array.from(data) } });
      if (found.length === wanted.size || performance.now() > deadline) break;
    }
  } catch (cause) {
    // The frames before the damage may suffice.
    if (found.length < 2) throw unfit('that decodes', 'this one is damaged; export it again', cause);
  }
  // A file may contain fewer frames than it claims.
  const end = found.at(-1)?.index || 1;
  return found.map(({ index, photo }) => ({ at: index / end, photo }));
}

function brightest(views: readonly SceneViews[]): SceneViews {
  const brightness = ({ whole }: SceneViews) => whole.reduce((sum, value) => sum + value, 0);
  return views.reduce((best, other) => (brightness(other) > brightness(best) ? other : best));
}

/** The largest distance between the mean colours of a region in two looks. */
function changeBetween(one: Look, other: Look): number {
  const distances = (['sky', 'land', 'water'] as const).map((region) => {
    const [a, b] = [one[region]?.mean, other[region]?.mean];
    return a && b ? Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]) : 0;
  });
  return Math.max(...distances);
}
