import type { Photo } from '../../src/photo/photo.ts';

/** RGBA to planar YUV 4:2:0, BT.709, limited range, chroma in the centre of its four pixels (ITU-R BT.709-6 §3). */
export function yuvOf({ width, height, rgba }: Photo): Uint8Array {
  const yuv = new Uint8Array((width * height * 3) / 2);
  const luma = (at: number) => 0.2126 * rgba[at] + 0.7152 * rgba[at + 1] + 0.0722 * rgba[at + 2];
  for (let pixel = 0; pixel < width * height; pixel++)
    yuv[pixel] = Math.round(16 + (luma(4 * pixel) * 219) / 255);
  const uStart = width * height;
  const vStart = uStart + uStart / 4;
  for (let y = 0; y < height; y += 2) {
    for (let x = 0; x < width; x += 2) {
      const corner = 4 * (y * width + x);
      let [blue, red] = [0, 0];
      for (const at of [corner, corner + 4, corner + 4 * width, corner + 4 * width + 4]) {
        blue += (rgba[at + 2] - luma(at)) / 1.8556 / 4;
        red += (rgba[at] - luma(at)) / 1.5748 / 4;
      }
      const place = (y / 2) * (width / 2) + x / 2;
      yuv[uStart + place] = Math.round(128 + (blue * 224) / 255);
      yuv[vStart + place] = Math.round(128 + (red * 224) / 255);
    }
  }
  return yuv;
}

/** Peak signal-to-noise ratio in decibels. */
export function psnr(a: Uint8Array, b: Uint8Array): number {
  let squares = 0;
  for (let at = 0; at < a.length; at++) squares += (a[at] - b[at]) ** 2;
  return 10 * Math.log10((255 * 255 * a.length) / squares);
}

/** A flat grey frame as planar YUV, with a marker of `index` in its top rows: 8 light or dark blocks, one a bit. */
export function numberedFrame(width: number, height: number, index: number): Uint8Array {
  const yuv = new Uint8Array((width * height * 3) / 2).fill(128);
  for (let y = 0; y < 16; y++) {
    for (let x = 0; x < width; x++)
      yuv[y * width + x] = (index >> Math.floor((8 * x) / width)) & 1 ? 220 : 30;
  }
  return yuv;
}

/** Reads the number of a {@link numberedFrame} back, modulo 256. */
export function numberOf(yuv: Uint8Array, width: number): number {
  let index = 0;
  for (let bit = 0; bit < 8; bit++) {
    const x = Math.floor(((bit + 0.5) * width) / 8);
    if (yuv[8 * width + x] > 125) index |= 1 << bit;
  }
  return index;
}
