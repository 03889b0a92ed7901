import sharp from 'sharp';

export interface JpegOptions {
  /** 1 worst … 100 best; default 80. */
  quality?: number;
  /** `4:4:4` keeps colour at full resolution; default `4:2:0`, half the size. */
  chromaSubsampling?: '4:4:4' | '4:2:0';
  /** Wider pictures are scaled down to this width, aspect kept. */
  maxWidthPixels?: number;
}

export interface EncodedPicture {
  jpeg: Uint8Array;
  width: number;
  height: number;
}

/** Encodes RGBA pixels (sRGB, alpha ignored) as a JPEG. */
export async function encodeJpeg(
  rgba: Uint8Array,
  width: number,
  height: number,
  options: JpegOptions = {},
): Promise<EncodedPicture> {
  const { quality = 80, chromaSubsampling = '4:2:0', maxWidthPixels = width } = options;
  const { data, info } = await sharp(rgba, { raw: { width, height, channels: 4 } })
    .removeAlpha()
    .resize({ width: Math.min(width, maxWidthPixels) })
    .jpeg({ quality, chromaSubsampling })
    .toBuffer({ resolveWithObject: true });
  return { jpeg: data, width: info.width, height: info.height };
}

/** Encodes a small JPEG for live progress: at most 320 pixels wide, a few kilobytes. */
export function encodePreview(rgba: Uint8Array, width: number, height: number): Promise<EncodedPicture> {
  return encodeJpeg(rgba, width, height, { quality: 70, maxWidthPixels: 320 });
}
