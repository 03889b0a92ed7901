import sharp, { type Sharp } from 'sharp';
import { convertToSrgb } from './colour/convert.ts';
import type { Region } from './headers/examination.ts';
import { damaged, type OpenedPhoto, openPhoto, type PhotoLimits } from './open.ts';
import type { Size } from './output-size.ts';
import type { Photo } from './photo.ts';
import type { PhotoSource } from './source.ts';

export { outputSize } from './output-size.ts';

/**
 * Decodes a photo to exactly `size`: upright, converted to sRGB from its profile or tags, 8 bits, opaque. Transparent
 * parts become white, as on a web page. If the size differs from the photo's own by at most one pixel, that row or
 * column is cropped, because resampling would soften the whole picture.
 * @throws UserError as {@link openPhoto}, and INVALID_IMAGE for damaged data
 */
export async function decodePhoto(source: PhotoSource, size: Size, limits: PhotoLimits = {}): Promise<Photo> {
  const photo = await openPhoto(source, limits);
  const rgba = await decodeToSize(photo, size).catch((cause) => {
    throw damaged(photo.format, cause);
  });
  return { ...size, rgba };
}

async function decodeToSize(photo: OpenedPhoto, size: Size): Promise<Uint8Array> {
  const whole = await pixelsOf(photo);
  if (!photo.signal) return toRgba(fitTo(whole.flatten({ background: '#fff' }), photo, size));
  const samples = fitTo(whole, photo, size).toColourspace('rgb16').ensureAlpha().raw({ depth: 'ushort' });
  const { data } = await samples.toBuffer({ resolveWithObject: true });
  return convertToSrgb(new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2), photo.signal);
}

function fitTo(pipeline: Sharp, { widthPixels, heightPixels }: OpenedPhoto, size: Size): Sharp {
  const spare = { width: widthPixels - size.width, height: heightPixels - size.height };
  const isWithinOnePixel = [spare.width, spare.height].every((pixels) => pixels === 0 || pixels === 1);
  return isWithinOnePixel
    ? pipeline.extract({ left: 0, top: 0, ...size })
    : // Keeps as much fine detail as averaging; Lanczos 3 would sharpen it by up to a fifth, grain included.
      pipeline.resize(size.width, size.height, { fit: 'fill', kernel: 'lanczos2', fastShrinkOnLoad: false });
}

async function pixelsOf(photo: OpenedPhoto): Promise<Sharp> {
  if (photo.samples) return withoutOtherSamples(photo, photo.samples);
  return photo.painted ? onWhite(photo, photo.painted) : photo.decode();
}

/** The photo with white around the part that has pixels. */
async function onWhite({ decode }: OpenedPhoto, { left, top, width, height }: Region): Promise<Sharp> {
  const flat = decode().flatten({ background: '#fff' }).toColourspace('srgb').removeAlpha();
  const { data, info } = await flat.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  for (let y = 0; y < info.height; y++) {
    const row = data.subarray(3 * y * info.width, 3 * (y + 1) * info.width);
    if (y < top || y >= top + height) row.fill(255);
    else row.fill(255, 0, 3 * left).fill(255, 3 * (left + width));
  }
  return sharp(data, { raw: { width: info.width, height: info.height, channels: 3 } });
}

/** The photo with only some of its samples, because the library takes any sample after the colours for alpha. */
async function withoutOtherSamples({ decode }: OpenedPhoto, samples: readonly number[]): Promise<Sharp> {
  const whole = decode().toColourspace('srgb').raw({ depth: 'uchar' });
  const { data, info } = await whole.toBuffer({ resolveWithObject: true });
  const channels = samples.length as 3 | 4;
  const kept = new Uint8Array(info.width * info.height * channels);
  for (let pixel = 0; pixel < info.width * info.height; pixel++) {
    for (let channel = 0; channel < channels; channel++) {
      kept[pixel * channels + channel] = data[pixel * info.channels + samples[channel]];
    }
  }
  return sharp(kept, { raw: { width: info.width, height: info.height, channels } });
}

/** Resamples a photo to exactly `width` × `height` (Lanczos 3, antialiased), as the networks expect. */
export async function resizePhoto(photo: Photo, width: number, height: number): Promise<Photo> {
  const input = sharp(photo.rgba, { raw: { width: photo.width, height: photo.height, channels: 4 } });
  const rgba = await toRgba(input.removeAlpha().resize(width, height, { fit: 'fill', kernel: 'lanczos3' }));
  return { width, height, rgba };
}

async function toRgba(pipeline: Sharp): Promise<Uint8Array> {
  const { data, info } = await pipeline
    .toColourspace('srgb')
    .ensureAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 4) throw new Error(`Expected 4 channels but received ${info.channels}`);
  return data;
}
