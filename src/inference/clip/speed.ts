/** Frame rate to which a motion's own speed refers. */
export const usualFps = 30;

/**
 * Converts a `speed` for {@link usualFps} to another frame rate. The setting is per frame, so the more frames per
 * second, the smaller it is.
 * @param fps default: {@link usualFps} @returns 0 … 1
 */
export function speedAt(fps: number | null | undefined, speed: number): number {
  return Math.min(1, fps != null && fps > 0 ? (speed * usualFps) / fps : speed);
}
