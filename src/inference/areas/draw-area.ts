import { UserError } from '../../errors.ts';
import { decodeMask, type MaskPicture } from '../../photo/mask.ts';
import { aspectFault } from '../../photo/mask-aspect.ts';
import type { Area } from '../controls/schema.ts';
import { blur } from '../grids/box-filter.ts';
import { drawStrokes } from './brush.ts';
import { fillPolygons } from './polygons.ts';

/** A drawn area, as opposed to a detected one. */
export type DrawnArea = Omit<Area, 'region'>;

export interface DrawOptions {
  /** Width of the soft edge, a share of the picture's width. */
  feather: number;
  /** Of the picture. */
  size: { width: number; height: number };
  /** Paths of the mask pictures, by their SHA-256. */
  pictures?: Readonly<Record<string, string>>;
  /** Path of the area in the settings, such as `['regions', '2', 'area']`. */
  path: readonly string[];
}

/** Width of a sharp edge after a Gaussian blur, in standard deviations. */
const blurredEdge = 3.5;

/**
 * Draws an area at the picture's size: 0 out … 255 in (algorithm §11).
 * @throws UserError INVALID_SETTINGS that names the area if its mask is missing, not a picture, of another aspect ratio
 *   or empty
 */
export async function drawArea(area: DrawnArea, options: DrawOptions): Promise<Uint8Array> {
  const { feather, size } = options;
  if (area.strokes) return drawStrokes(area.strokes, feather, size);
  if (area.polygons) return soften(fillPolygons(area.polygons, size), feather, size);
  return soften(await openMask(area.mask ?? '', options), feather, size);
}

async function openMask(
  digest: string,
  { size, pictures = {}, path }: Omit<DrawOptions, 'feather'>,
): Promise<Uint8Array> {
  const refuse = (message: string, cause?: unknown) =>
    new UserError('INVALID_SETTINGS', `${path.join('.')}.mask: ${message}`, {
      path: [...path, 'mask'],
      cause,
    });
  if (!Object.hasOwn(pictures, digest))
    throw refuse(`Expected a picture that is stored, but ${digest} is not; upload it first`);
  const mask = await decodeMask(pictures[digest], size).catch((cause: unknown): MaskPicture => {
    throw cause instanceof UserError ? refuse(cause.message, cause) : cause;
  });
  const fault = aspectFault(mask, size);
  if (fault) throw refuse(fault);
  if (!mask.bytes.some((byte) => byte > 127))
    throw refuse('Expected a mask with something white in it, but it is empty; white is in, black is out');
  return mask.bytes;
}

function soften(matte: Uint8Array, feather: number, { width, height }: DrawOptions['size']): Uint8Array {
  const sigma = (feather * width) / blurredEdge;
  // A blur of less than a window of three points would change nothing.
  if (sigma < 0.8) return matte;
  return Uint8Array.from(blur(Float32Array.from(matte), width, height, sigma), Math.round);
}
