import sharp, { type Sharp } from 'sharp';

export interface PosterOptions {
  /** Default `jpeg`. */
  format?: 'jpeg' | 'webp' | 'avif';
  /** 1 worst … 100 best on JPEG's scale, mapped to similar visual quality in other formats; default 90. */
  quality?: number;
  /** Most bytes of the file: quality is reduced until it fits. Default: no limit. */
  maxBytes?: number;
}

export interface Poster {
  bytes: Uint8Array;
  width: number;
  height: number;
  /** How many bytes it exceeds `maxBytes` by at the lowest quality; absent if it fits. */
  missedBudgetBytes?: number;
}

/**
 * Encoder options per format. Colours stay as close to frame 0 as a JPEG's of that quality, so that the switch to video
 * is invisible.
 */
const writers: Record<NonNullable<PosterOptions['format']>, (picture: Sharp, quality: number) => Sharp> = {
  jpeg: (picture, quality) => picture.jpeg({ quality, chromaSubsampling: '4:4:4' }),
  // WebP always halves the chroma resolution; a higher quality compensates.
  webp: (picture, quality) =>
    picture.webp({ quality: Math.round(100 - 0.5 * (100 - quality)), smartSubsample: true, effort: 4 }),
  // More effort takes many times as long and saves 1 %.
  avif: (picture, quality) =>
    picture.avif({ quality: Math.max(1, Math.round(0.95 * quality)), chromaSubsampling: '4:4:4', effort: 2 }),
};

/**
 * Encodes the still that a page shows until the video plays, from RGBA pixels (sRGB, alpha ignored). With `maxBytes` it
 * has the best quality that fits, or else the lowest.
 */
export async function encodePoster(
  rgba: Uint8Array,
  width: number,
  height: number,
  { format = 'jpeg', quality = 90, maxBytes }: PosterOptions = {},
): Promise<Poster> {
  const encode = async (at: number): Promise<Uint8Array> => {
    const picture = sharp(rgba, { raw: { width, height, channels: 4 } }).removeAlpha();
    return writers[format](picture, at).toBuffer();
  };
  let bytes = await encode(quality);
  if (maxBytes === undefined || bytes.byteLength <= maxBytes) return { bytes, width, height };
  // Sizes grow with quality, so bisection finds the best quality that fits.
  let [worst, best] = [1, quality];
  bytes = await encode(worst);
  if (bytes.byteLength > maxBytes) {
    return { bytes, width, height, missedBudgetBytes: bytes.byteLength - maxBytes };
  }
  while (best - worst > 1) {
    const middle = Math.floor((worst + best) / 2);
    const tried = await encode(middle);
    if (tried.byteLength <= maxBytes) [worst, bytes] = [middle, tried];
    else best = middle;
  }
  return { bytes, width, height };
}
