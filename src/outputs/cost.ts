import { formats } from '../video/formats.ts';
import type { OutputPlan } from './plan.ts';

/** CPU time to encode one pixel in each format, relative to H.264. */
const weights: Record<VideoFormatName, number> = {
  'mp4-h264': 1,
  'mp4-hevc': 3,
  'mp4-av1': 2,
  'webm-av1': 2,
  'webm-vp9': 3,
  'mov-prores': 1,
  'png-frames': 3,
  'animated-webp': 4,
  'animated-avif': 2,
  gif: 1,
  'webm-vp9-alpha': 3,
  'mov-prores-4444': 1,
};

/**
 * Cost of one frame, in pixels. Rendering a pixel and encoding it as H.264 count half each, so a single MP4 costs its
 * number of pixels. Posters are made once and cost nothing.
 */
export function costOf({ render, outputs }: OutputPlan): number {
  const encoded = outputs.reduce(
    (sum, { spec, size }) => sum + formats[spec.format].cost * size.width * size.height,
    0,
  );
  return (render.width * render.height + encoded) / 2;
}
