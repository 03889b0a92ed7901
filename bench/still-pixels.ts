import { decodeVideo } from '../src/video/decoder.ts';

/** 1 for each pixel whose luma is the same in all frames (planar YUV 4:2:0), else 0. */
export function findStill(frames: readonly Uint8Array[], pixels: number): Uint8Array {
  const [first, ...others] = frames;
  const isStill = new Uint8Array(pixels).fill(1);
  for (const frame of others) {
    for (let i = 0; i < pixels; i++) if (frame[i] !== first[i]) isStill[i] = 0;
  }
  return isStill;
}

export interface StillChanges {
  /**
   * Change of every frame from the previous one, mean over the static pixels, in levels of luma; the first entry is
   * frame 1.
   */
  adjacent: number[];
  /** Change from the last frame to the first. */
  seam: number;
}

/** How much static pixels change in a video that is played in a loop: only the encoder can change them. */
export async function changesOfStill(path: string, isStill: Uint8Array): Promise<StillChanges> {
  const first = new Uint8Array(isStill.length);
  const before = new Uint8Array(isStill.length);
  const adjacent: number[] = [];
  for await (const { index, data } of decodeVideo(path, { layout: 'yuv420' })) {
    const luma = data.subarray(0, isStill.length);
    if (index === 0) first.set(luma);
    else adjacent.push(meanChange(before, luma, isStill));
    before.set(luma);
  }
  return { adjacent, seam: meanChange(before, first, isStill) };
}

function meanChange(from: Uint8Array, to: Uint8Array, isStill: Uint8Array): number {
  let [sum, count] = [0, 0];
  for (let i = 0; i < isStill.length; i++) {
    if (isStill[i] === 0) continue;
    sum += Math.abs(to[i] - from[i]);
    count++;
  }
  return count === 0 ? 0 : sum / count;
}
