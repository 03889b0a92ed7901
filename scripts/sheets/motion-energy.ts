import sharp from 'sharp';
import { decodeVideo, probeVideo } from '../../src/video/decoder.ts';

export interface MotionEnergy {
  /** Share of the picture that changes by more than 4 grey levels on average, 0…1. */
  movingShare: number;
  /** Share that changes by less than 1 grey level, which is typical for coding errors alone, 0…1. */
  stillShare: number;
}

const widthPixels = 640;
const amplification = 10;

/**
 * Measures where a video differs from its first frame, and writes the mean absolute difference over time, times ten, as
 * a grey picture. Static parts are black.
 */
export async function writeMotionEnergy(videoPath: string, imagePath: string): Promise<MotionEnergy> {
  const facts = await probeVideo(videoPath);
  const size = { width: widthPixels, height: Math.round((widthPixels * facts.height) / facts.width) };
  const pixels = size.width * size.height;
  const first = new Float32Array(pixels);
  const sum = new Float32Array(pixels);
  let frames = 0;
  for await (const { data } of decodeVideo(videoPath, { size })) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      const grey = (data[4 * pixel] + data[4 * pixel + 1] + data[4 * pixel + 2]) / 3;
      if (frames === 0) first[pixel] = grey;
      else sum[pixel] += Math.abs(grey - first[pixel]);
    }
    frames++;
  }
  const mean = sum.map((value) => value / Math.max(1, frames - 1));
  const picture = Uint8Array.from(mean, (value) => Math.min(255, amplification * value));
  await sharp(picture, { raw: { ...size, channels: 1 } }).toFile(imagePath);
  const shareOf = (chosen: (value: number) => boolean) => mean.filter(chosen).length / pixels;
  return { movingShare: shareOf((value) => value > 4), stillShare: shareOf((value) => value < 1) };
}
