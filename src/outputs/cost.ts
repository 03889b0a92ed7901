import { formats } from '../video/formats.ts';
import type { OutputPlan } from './plan.ts';

/**
 * What one frame costs, in pixels: rendering one and encoding one as H.264 are half of it each, so that an MP4 alone costs its pixels.
 */
export function costOf({ render, outputs }: OutputPlan): number {
  const encoded = outputs.reduce(
    (sum, { spec, size }) => sum + formats[spec.format].cost * size.width * size.height,
    0,
  );
  return (render.width * render.height + encoded) / 2;
}
