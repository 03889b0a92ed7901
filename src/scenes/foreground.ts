import { fractal, smoothstep } from './noise.ts';
import { drawGrass, drawSpruce, drawStroke, emptySilhouette, type Silhouette } from './silhouettes.ts';

/** The foreground: two grassy banks, spruces, posts in the water. */
export function paintForeground(width: number, height: number, seed: number): Silhouette {
  const silhouette = emptySilhouette(width, height);
  const bankTop = (x: number) => {
    const place = x / width;
    const rise = 0.16 * smoothstep(0.62, 1.05, place) + 0.1 * smoothstep(0.3, -0.05, place);
    return height * (1.015 - rise - 0.012 * fractal(place * 9, 1.5, seed + 61, 4));
  };
  for (let x = 0; x < width; x++) {
    const top = bankTop(x);
    for (let y = Math.max(0, Math.floor(top)); y < height; y++) {
      silhouette.coverage[y * width + x] = Math.min(1, Math.max(0, y - top + 0.5));
    }
  }
  drawGrass(silhouette, bankTop, height * 0.05, seed + 71);
  const trees = [
    [0.955, 0.72],
    [0.885, 0.5],
    [1.0, 0.6],
    [0.83, 0.3],
    [0.03, 0.24],
    [-0.005, 0.34],
  ];
  for (const [index, [place, tall]] of trees.entries()) {
    drawSpruce(silhouette, place * width, bankTop(place * width) + 4, tall * height, seed + 81 + index);
  }
  drawPosts(silhouette, width, height);
  return silhouette;
}

/** Mooring posts in the water, with their fainter reflections. */
function drawPosts(silhouette: Silhouette, width: number, height: number): void {
  const mirrored = emptySilhouette(width, height);
  for (const [place, foot, tall] of [
    [0.335, 0.865, 0.085],
    [0.365, 0.85, 0.075],
    [0.391, 0.838, 0.066],
  ]) {
    const radius = tall * height * 0.042;
    const base = { x: place * width, y: foot * height, radius };
    drawStroke(silhouette, base, { x: base.x + 1, y: (foot - tall) * height, radius: radius * 0.9 });
    drawStroke(mirrored, base, { x: base.x, y: (foot + 0.8 * tall) * height, radius: radius * 0.8 });
  }
  for (let at = 0; at < mirrored.coverage.length; at++) {
    silhouette.coverage[at] = Math.max(silhouette.coverage[at], 0.35 * mirrored.coverage[at]);
  }
}
