import type { Renderer } from '../renderer/renderer.ts';
import { yuv420Bytes } from '../renderer/yuv.ts';
import type { FramePlanner } from './frame-planner.ts';

export interface FrameSequence {
  planner: FramePlanner;
  renderer: Renderer;
  size: { width: number; height: number };
  frames: number;
  /** Called with the rendering time of each frame. */
  measure: (render: () => Promise<void>) => Promise<void>;
}

/**
 * The frames of a video in order, as planar YUV. While the caller processes one, the next is rendered and the one after
 * that planned. Two buffers alternate, so a frame is valid until the next is requested.
 */
export async function* renderAhead(sequence: FrameSequence): AsyncGenerator<Uint8Array, void, undefined> {
  const { planner, renderer, size, frames, measure } = sequence;
  const bytes = yuv420Bytes(size.width, size.height);
  const buffers = [new Uint8Array(bytes), new Uint8Array(bytes)];
  const start = (plan: ReturnType<FramePlanner['planFrame']>, frame: number) => {
    const rendered = measure(() => renderer.renderYuv(plan, buffers[frame % 2]));
    // An error is reported when the caller requests this frame, if ever.
    rendered.catch(() => {});
    return rendered;
  };
  let rendered = start(planner.planFrame(0), 0);
  for (let frame = 0; frame < frames; frame++) {
    const next = frame + 1 < frames ? planner.planFrame(frame + 1) : undefined;
    await rendered;
    if (next) rendered = start(next, frame + 1);
    yield buffers[frame % 2];
  }
}
