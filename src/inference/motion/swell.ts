import { uniform } from '../random.ts';
import type { Harmonic, WaterOptions } from './waves.ts';

const waveCount = 6;
/** Displacement up and down, as a share of the width, at strength 1: of a breeze and a swell together. */
const amplitude = 0.0034;
/** Sideways displacement as a share of that. */
const sideways = 0.5;
/** Strength up to which the swell grows: beyond it, it would bend the picture. */
const mostStrength = 2;
/**
 * Lengths of waves across the picture and down it, as shares of the grid's side. Short ones make
 * reflections waver. Where crests of waves are seen they would bend them, so their own crests are long.
 */
const acrossMirror = { shortest: 0.25, longest: 0.6 };
const across = { shortest: 1.6, longest: 4 };
/** Crests that long move all of a row at once, so they are lower. */
const longCrested = 0.8;
const down = { shortest: 0.3, longest: 0.9 };

interface Lengths {
  shortest: number;
  longest: number;
}

/**
 * Adds long waves to the harmonics, as strong in each row as the breeze falls short there. They rock the reflections of far shores,
 * which short waves may hardly bend: how far a tilted surface moves a reflection does not depend on its distance.
 *
 * @param breeze root mean square of the breeze's waves in each row, output pixels
 */
export function laySwell(
  harmonics: ReadonlyMap<number, Harmonic>,
  { side, spans, output, wavers, strength, seed }: WaterOptions,
  breeze: Float64Array,
): void {
  const waves = chooseWaves([...harmonics.values()], wavers ? acrossMirror : across, seed);
  // A travelling wave less its start is twice as strong half a cycle later.
  const whole =
    ((wavers ? 1 : longCrested) * Math.min(strength, mostStrength) * amplitude * output.width) / Math.SQRT2;
  for (let y = 0; y < side; y++) {
    if (spans.to[y] <= spans.from[y]) continue;
    const missing = Math.sqrt(Math.max(0, whole ** 2 - breeze[y] ** 2));
    const up = missing / Math.sqrt(waveCount / 2);
    for (const { harmonic, perColumn, perRow, phase, turn } of waves) {
      for (let x = spans.from[y]; x < spans.to[y]; x++) {
        const angle = (2 * Math.PI * (perColumn * x + perRow * y)) / (side - 1) + phase;
        const [cos, sin] = [up * Math.cos(angle), up * Math.sin(angle)];
        const i = 2 * (y * side + x);
        harmonic.cosine[i] += turn * cos;
        harmonic.cosine[i + 1] += cos;
        harmonic.sine[i] += turn * sin;
        harmonic.sine[i + 1] += sin;
      }
    }
  }
}

/** Waves that run to both sides, on the two slowest harmonics. */
function chooseWaves(harmonics: readonly Harmonic[], acrossLengths: Lengths, seed: number) {
  const random = uniform(seed + 2);
  const between = ({ shortest, longest }: Lengths) => shortest * (longest / shortest) ** random();
  return Array.from({ length: waveCount }, (_, index) => ({
    harmonic: harmonics[index % Math.min(2, harmonics.length)],
    /** Cycles over the picture's width and height. */
    perColumn: (index % 2 === 0 ? 1 : -1) / between(acrossLengths),
    perRow: 1 / between(down),
    phase: 2 * Math.PI * random(),
    turn: random() < 0.5 ? sideways : -sideways,
  }));
}
