import { randomNumbers } from '../../src/scenes/noise.ts';

const samples = 4000;
const directions = 48;

/**
 * Sliced Wasserstein distance between the colours of two regions, in Lab: the mean over directions of the distance
 * between sorted projections. Undefined if a region is nearly absent.
 */
export function colourDistance(
  left: { lab: Float32Array; share: Float32Array },
  right: { lab: Float32Array; share: Float32Array },
): number | undefined {
  const random = randomNumbers(1);
  const [first, second] = [left, right].map((side) => sample(side, random));
  if (!first || !second) return undefined;
  let sum = 0;
  for (let k = 0; k < directions; k++) {
    const height = 1 - (2 * (k + 0.5)) / directions;
    const angle = k * Math.PI * (3 - Math.sqrt(5));
    const around = Math.sqrt(1 - height * height);
    const direction = [height, around * Math.cos(angle), around * Math.sin(angle)];
    const [a, b] = [first, second].map((colours) => project(colours, direction).sort());
    for (let i = 0; i < samples; i++) sum += Math.abs(a[i] - b[i]);
  }
  return sum / (samples * directions);
}

function sample({ lab, share }: { lab: Float32Array; share: Float32Array }, random: () => number) {
  const points = share.length;
  const inside = Uint32Array.from({ length: points }, (_, i) => i).filter((i) => share[i] > 0.9);
  if (inside.length < 0.02 * points) return undefined;
  const colours = new Float32Array(3 * samples);
  for (let k = 0; k < samples; k++) {
    const at = inside[Math.floor(random() * inside.length)];
    for (let c = 0; c < 3; c++) colours[3 * k + c] = lab[c * points + at];
  }
  return colours;
}

function project(colours: Float32Array, [l, a, b]: number[]): Float32Array {
  return Float32Array.from(
    { length: samples },
    (_, k) => l * colours[3 * k] + a * colours[3 * k + 1] + b * colours[3 * k + 2],
  );
}
