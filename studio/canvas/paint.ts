import type { FoundMask } from '../geometry/found-mask.ts';
import type { Point } from '../geometry/point.ts';
import type { Stroke } from '../sketch/sketch.ts';
import { type Colour, css } from './tints.ts';

interface Size {
  width: number;
  height: number;
}

/** The area covered by strokes, in one colour with a soft edge. */
export function drawnArea(
  strokes: readonly Stroke[],
  feather: number,
  tint: Colour,
  size: Size,
): OffscreenCanvas {
  const canvas = new OffscreenCanvas(size.width, size.height);
  const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
  context.lineCap = context.lineJoin = 'round';
  context.strokeStyle = context.fillStyle = css(tint);
  for (const { points, radius, erase } of strokes) {
    context.globalCompositeOperation = erase ? 'destination-out' : 'source-over';
    drawLine(context, points, radius, size);
  }
  return feather > 0 ? softened(canvas, feather * size.width) : canvas;
}

function drawLine(
  context: OffscreenCanvasRenderingContext2D,
  points: readonly Point[],
  radius: number,
  size: Size,
) {
  context.beginPath();
  if (points.length === 1) {
    context.arc(points[0].x * size.width, points[0].y * size.height, radius * size.width, 0, 2 * Math.PI);
    context.fill();
    return;
  }
  context.lineWidth = 2 * radius * size.width;
  for (const { x, y } of points) context.lineTo(x * size.width, y * size.height);
  context.stroke();
}

function softened(canvas: OffscreenCanvas, width: number): OffscreenCanvas {
  const soft = new OffscreenCanvas(canvas.width, canvas.height);
  const context = soft.getContext('2d') as OffscreenCanvasRenderingContext2D;
  // A blur of this radius gives an edge of about that width. Browsers without filters show a hard edge.
  context.filter = `blur(${width / 3}px)`;
  context.drawImage(canvas, 0, 0);
  return soft;
}

/** A mask in a colour, with its values as opacity. */
export function tinted({ width, height, values }: FoundMask, [red, green, blue]: Colour): OffscreenCanvas {
  const canvas = new OffscreenCanvas(width, height);
  const pixels = new ImageData(width, height);
  for (const [index, value] of values.entries()) pixels.data.set([red, green, blue, value], index * 4);
  canvas.getContext('2d')?.putImageData(pixels, 0, 0);
  return canvas;
}
