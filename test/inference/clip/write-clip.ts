import type { Photo } from '../../../src/photo/photo.ts';
import { openVideoEncoder } from '../../../src/video/encoder.ts';
import { yuvOf } from '../../video/pictures.ts';

/** Writes pictures as a video, one a frame. @returns its path */
export async function writeClip(path: string, frames: readonly Photo[], fps = 25): Promise<string> {
  const [{ width, height }] = frames;
  const video = await openVideoEncoder(path, { width, height, fps, crf: 12, preset: 'ultrafast' });
  for (const frame of frames) await video.addFrame(yuvOf(frame));
  await video.finish();
  return path;
}
