/** Frame rate of every `speed` that belongs to no video: the default, and those of presets. */
export const usualFps = 30;

/** The default of `speed` at {@link usualFps}: 2.25 predicted steps per second. */
export const standardSpeed = 0.075;

/** Maximum of the setting `speed`: one predicted step per frame. */
export const mostSpeed = 1;

/** Converts a `speed`, which is per frame, to another frame rate: the motion per second stays the same. */
export function convertSpeed(speed: number, { from = usualFps, to }: { from?: number; to: number }): number {
  return (speed * from) / to;
}

/**
 * The setting `speed` of a video for a speed at {@link usualFps}.
 * @param fps frame rate of the video, above 0; default: {@link usualFps}
 * @param speed default: {@link standardSpeed}
 * @returns 0 … {@link mostSpeed}
 */
export function speedAt(fps: number | null | undefined, speed = standardSpeed): number {
  const isKnown = fps != null && fps > 0;
  return Math.min(mostSpeed, isKnown ? convertSpeed(speed, { to: fps }) : speed);
}
