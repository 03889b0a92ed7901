import { decodeLuma } from '../../../video/luma-decoder.ts';
import type { VideoFigures } from '../../job.ts';
import type { Areas } from './areas.ts';
import { type FilmFacts, FilmJudge } from './film-judge.ts';

/** Longest video, in frames, that is analysed completely. About half of its frames are decoded. */
const mostFrames = 480;

/**
 * Measures a finished video: decodes it once and compares its frames.
 * @throws Error if it cannot be decoded; the reason of `signal` when it aborts
 */
export async function checkVideo(
  path: string,
  areas: Areas,
  { signal, ...facts }: FilmFacts & { signal?: AbortSignal },
): Promise<VideoFigures> {
  const judge = new FilmJudge(areas, facts);
  for await (const { index, luma, stride } of decodeLuma(path, { mostFrames })) {
    signal?.throwIfAborted();
    judge.add(index, luma, stride);
  }
  return judge.figures();
}
