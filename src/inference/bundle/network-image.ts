import type { Photo } from '../../photo/photo.ts';

/** Converts RGBA bytes to network input: planar RGB in [-1, 1], `3 * width * height` numbers. */
export function toNetworkImage({ rgba, width, height }: Photo): Float32Array {
  const pixels = width * height;
  const image = new Float32Array(3 * pixels);
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      image[channel * pixels + pixel] = rgba[4 * pixel + channel] / 127.5 - 1;
    }
  }
  return image;
}

/** Converts planar channels (NCHW) to interleaved channels per pixel. */
export function interleave(planar: Float32Array, channels: number): Float32Array {
  const pixels = planar.length / channels;
  const interleaved = new Float32Array(planar.length);
  for (let channel = 0; channel < channels; channel++) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      interleaved[pixel * channels + channel] = planar[channel * pixels + pixel];
    }
  }
  return interleaved;
}
