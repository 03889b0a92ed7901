import { randomNumbers } from './noise.ts';

/** Antialiased coverage, 0…1 per pixel, of things drawn as thick strokes. */
export interface Silhouette {
  readonly width: number;
  readonly height: number;
  readonly coverage: Float32Array;
}

export function emptySilhouette(width: number, height: number): Silhouette {
  return { width, height, coverage: new Float32Array(width * height) };
}

interface End {
  x: number;
  y: number;
  /** Half the stroke's thickness in pixels; below 0.5 the stroke becomes fainter instead of vanishing. */
  radius: number;
}

/** Draws a stroke with round ends, tapering from one radius to the other. */
export function drawStroke({ width, height, coverage }: Silhouette, from: End, to: End): void {
  const reach = Math.max(from.radius, to.radius) + 1;
  const left = Math.max(0, Math.floor(Math.min(from.x, to.x) - reach));
  const right = Math.min(width - 1, Math.ceil(Math.max(from.x, to.x) + reach));
  const top = Math.max(0, Math.floor(Math.min(from.y, to.y) - reach));
  const bottom = Math.min(height - 1, Math.ceil(Math.max(from.y, to.y) + reach));
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const lengthSquared = dx * dx + dy * dy || 1;
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const along = Math.min(1, Math.max(0, ((x - from.x) * dx + (y - from.y) * dy) / lengthSquared));
      const distance = Math.hypot(x - from.x - along * dx, y - from.y - along * dy);
      const radius = from.radius + along * (to.radius - from.radius);
      const inside = Math.min(1, Math.max(0, radius - distance + 0.5), 2 * radius);
      const at = y * width + x;
      if (inside > coverage[at]) coverage[at] = inside;
    }
  }
}

/** A lattice mast with guy wires: the thin static thing in front of a moving sky that is hardest to keep still. */
export function drawMast(target: Silhouette, x: number, foot: number, heightPixels: number): void {
  const thickness = heightPixels / 300;
  const top = foot - heightPixels;
  const halfWidth = heightPixels / 55;
  const sections = 18;
  for (const side of [-1, 1]) {
    drawStroke(
      target,
      { x: x + side * halfWidth, y: foot, radius: thickness },
      { x: x + side * halfWidth * 0.35, y: top, radius: thickness },
    );
  }
  for (let section = 0; section < sections; section++) {
    const [low, high] = [section / sections, (section + 1) / sections];
    const [lowHalf, highHalf] = [halfWidth * (1 - 0.65 * low), halfWidth * (1 - 0.65 * high)];
    const side = section % 2 === 0 ? 1 : -1;
    const from = { x: x - side * lowHalf, y: foot - heightPixels * low, radius: thickness * 0.6 };
    const to = { x: x + side * highHalf, y: foot - heightPixels * high, radius: thickness * 0.6 };
    drawStroke(target, from, to);
  }
  const tip = { x, y: top - heightPixels * 0.16, radius: thickness * 0.7 };
  drawStroke(target, { x, y: top, radius: thickness }, tip);
  for (const [share, spread] of [
    [0.55, 0.34],
    [0.95, 0.52],
  ]) {
    for (const side of [-1, 1]) {
      const anchor = { x: x + side * heightPixels * spread, y: foot + 2, radius: thickness * 0.35 };
      drawStroke(target, { x, y: foot - heightPixels * share, radius: thickness * 0.35 }, anchor);
    }
  }
}

/** A spruce: a trunk with whorls of drooping branches and twigs. */
export function drawSpruce(
  target: Silhouette,
  x: number,
  foot: number,
  heightPixels: number,
  seed: number,
): void {
  const random = randomNumbers(seed);
  const lean = (random() - 0.5) * 0.03 * heightPixels;
  const trunk = { x, y: foot, radius: heightPixels * 0.011 };
  drawStroke(target, trunk, { x: x + lean, y: foot - heightPixels, radius: heightPixels * 0.001 });
  const branches = 150;
  for (let branch = 0; branch < branches; branch++) {
    const up = 0.07 + (0.9 * (branch + random())) / branches;
    const fullness = 0.45 + 0.65 * random();
    const length = heightPixels * (0.012 + 0.21 * (1 - up) ** 0.9 * fullness);
    const side = branch % 2 === 0 ? 1 : -1;
    // Branches at the top point up; lower ones droop.
    const droop = length * (0.5 - 0.7 * up + 0.45 * random());
    const root = { x: x + lean * up, y: foot - heightPixels * up };
    const end = { x: root.x + side * length, y: root.y + droop, radius: heightPixels * 0.001 };
    drawStroke(target, { ...root, radius: heightPixels * 0.0045 }, end);
    const twigs = Math.ceil((length / heightPixels) * 150);
    for (let twig = 1; twig <= twigs; twig++) {
      const along = twig / (twigs + 0.5);
      const from = {
        x: root.x + side * length * along,
        y: root.y + droop * along,
        radius: heightPixels * 0.0035,
      };
      const reach = heightPixels * (0.006 + 0.022 * random()) * (1.2 - along);
      drawStroke(target, from, {
        x: from.x + side * reach * (0.1 + 0.9 * random()),
        y: from.y + reach * (0.35 + 0.65 * random()),
        radius: heightPixels * 0.0008,
      });
    }
  }
}

/** Blades of grass that fade out at the top edge of a bank. */
export function drawGrass(
  target: Silhouette,
  bankTop: (x: number) => number,
  bladePixels: number,
  seed: number,
): void {
  const random = randomNumbers(seed);
  const step = Math.max(1, bladePixels / 14);
  for (let x = 0; x < target.width; x += step * (0.5 + random())) {
    const root = bankTop(x);
    if (root > target.height + bladePixels) continue;
    const blade = bladePixels * (0.25 + random() * random());
    const bend = (random() - 0.45) * blade * 0.8;
    const middle = { x: x + bend * 0.3, y: root - blade * 0.6, radius: bladePixels / 60 };
    drawStroke(target, { x, y: root + 3, radius: bladePixels / 40 }, middle);
    drawStroke(target, middle, { x: x + bend, y: root - blade, radius: bladePixels / 140 });
  }
}
