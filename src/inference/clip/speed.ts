/** Frames a second of the video that a motion's own speed is for. */
export const usualFps = 30;

/**
 * The setting `speed` at which a video moves as fast as one of {@link usualFps} does at a speed: settings count by frames, and the
 * more of them there are in a second, the less each moves.
 * @param fps default: {@link usualFps} @returns 0 … 1
 */
export function speedAt(fps: number | null | undefined, speed: number): number {
  return Math.min(1, fps != null && fps > 0 ? (speed * usualFps) / fps : speed);
}
