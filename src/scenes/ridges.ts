import { fractal, noise, ridged, smoothstep } from './noise.ts';
import { blend, palette, type Rgb } from './palette.ts';

/** A range of mountains or hills. All lengths are in picture heights, x from the centre, y upwards from the horizon. */
export interface Ridge {
  seed: number;
  /** Height of the crest at x. */
  crest: (x: number) => number;
  /** Share of haze in front of it, 0…1: far ridges are pale. */
  haze: number;
  kind: 'snow' | 'forest';
}

/** Three ranges, farthest first. */
export function ridgesOf(seed: number): Ridge[] {
  const peaks = (x: number) => {
    const shape = ridged(x * 1.1 + 0.35, 0.5, seed + 11, 6);
    const swell = smoothstep(0.95, 0.1, Math.abs(x + 0.12));
    return 0.05 + 0.3 * shape * (0.45 + 0.55 * swell);
  };
  const foothills = (x: number) =>
    0.055 + 0.05 * (1 + fractal(x * 1.6 + 3.7, 2.5, seed + 23, 7) * 1.7) * (0.5 + 0.7 * Math.abs(x + 0.1));
  const shore = (x: number) => {
    const woods =
      Math.abs(noise(x * 90, 7.5, seed + 5)) * 0.007 + Math.abs(noise(x * 210, 3.5, seed + 6)) * 0.004;
    return (
      0.012 +
      0.028 * smoothstep(-0.25, 0.9, Math.abs(x - 0.15)) +
      0.012 * fractal(x * 3, 8.5, seed + 37, 4) +
      woods
    );
  };
  return [
    { seed: seed + 11, crest: peaks, haze: 0.42, kind: 'snow' },
    { seed: seed + 23, crest: foothills, haze: 0.34, kind: 'forest' },
    { seed: seed + 37, crest: shore, haze: 0.08, kind: 'forest' },
  ];
}

/** Computes the colour of a ridge at (x, y), with its crest at `crest`, lit from the right, into `out`. */
export function ridgeColour(ridge: Ridge, x: number, y: number, crest: number, out: Rgb): void {
  if (ridge.kind === 'snow') snowyRock(ridge, x, y, crest, out);
  else forest(ridge, x, y, crest, out);
  // Mist gathers at the foot.
  const mist =
    ridge.haze +
    (0.95 - ridge.haze) * 0.75 * smoothstep(0.6, 0, y / Math.max(0.02, crest)) * Math.min(1, 2 * ridge.haze);
  blend(out, palette.haze, Math.min(0.95, mist), out);
}

function snowyRock(ridge: Ridge, x: number, y: number, crest: number, out: Rgb): void {
  const step = 0.006;
  const relief = (px: number) =>
    ridged(px * 5 + 0.8 * noise(px * 3, y * 4, ridge.seed + 3), y * 3.4, ridge.seed + 7, 5);
  const slope = (relief(x - step) - relief(x + step)) / (2 * step);
  const lit = smoothstep(-2.6, 2.6, slope);
  const rock: Rgb = [0, 0, 0];
  blend(palette.rockShade, palette.rockLight, lit, rock);
  const snow: Rgb = [0, 0, 0];
  blend(palette.snowShade, palette.snow, smoothstep(0.25, 0.75, lit), snow);
  const snowLine = 0.115 + 0.05 * fractal(x * 9, y * 9, ridge.seed + 9, 4);
  const cover = smoothstep(-0.03, 0.05, y - snowLine) * smoothstep(0.95, 0.45, Math.abs(slope) / 6);
  blend(rock, snow, cover * smoothstep(0.02, 0.1, crest), out);
}

function forest(ridge: Ridge, x: number, y: number, crest: number, out: Rgb): void {
  const canopy = fractal(x * 120, y * 150, ridge.seed + 1, 4);
  const folds = ridged(x * 3.2 + y * 2.5, y * 5 + 0.3, ridge.seed + 2, 4) - 0.5;
  const upwards = y / Math.max(0.02, crest) - 0.5;
  const lit = smoothstep(-0.5, 0.55, canopy * 0.55 + folds * 1.1 + 0.3 * upwards);
  blend(palette.forestShade, palette.forestLight, lit, out);
}
