import { formats } from '../video/formats.ts';
import type { OutputPlan } from './plan.ts';

/**
 * Cost of one frame, in pixels. Rendering a pixel and encoding it as H.264 count half each, so a single MP4 costs its
 * number of pixels.
 */
export function costOf({ render, outputs }: OutputPlan): number {
  const encoded = outputs.reduce(
    (sum, { spec, size }) => sum + formats[spec.format].cost * size.width * size.height,
    0,
  );
  return (render.width * render.height + encoded) / 2;
}
