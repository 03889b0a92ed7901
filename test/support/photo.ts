import sharp from 'sharp';

/** A JPEG with a gradient: a photo as far as anyone who only stores or decodes it can tell. */
export async function gradientJpeg(width = 96, height = 64): Promise<Uint8Array> {
  const pixels = Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * 7 + (i % 3) * 40) % 256);
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg()
    .toBuffer();
}
