/** What turns places and speeds of the settings into those of the motion grid. */
export interface GridFrame {
  /** Points a side. */
  side: number;
  /** Pixels. */
  output: { width: number; height: number };
  fps: number;
  seconds: number;
}

/** Output pixels per grid unit. */
export function pixelsPerUnit({ side, output }: Pick<GridFrame, 'side' | 'output'>): {
  x: number;
  y: number;
} {
  return { x: (output.width - 1) / (side - 1), y: (output.height - 1) / (side - 1) };
}

/** Percent of the width per second as output pixels per frame. */
export function pixelsPerFrame(speedPercent: number, { output, fps }: GridFrame): number {
  return (speedPercent * output.width) / (100 * fps);
}
