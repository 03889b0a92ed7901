/** What is needed to convert positions and speeds of the settings to the motion grid. */
export interface GridFrame {
  /** Points per side. */
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

/** Converts percent of the width per second to output pixels per frame. */
export function pixelsPerFrame(speedPercent: number, { output, fps }: GridFrame): number {
  return (speedPercent * output.width) / (100 * fps);
}
