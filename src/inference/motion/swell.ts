import { uniform } from '../random.ts';
import type { Harmonic, WaterOptions } from './waves.ts';

const waveCount = 6;
/** Vertical amplitude of breeze and swell together at strength 1, as a share of the width. */
const amplitude = 0.0034;
/** Horizontal amplitude as a share of the vertical one. */
const sideways = 0.5;
/** Strength above which the swell does not grow further, because it would bend the picture. */
const mostStrength = 2;
/**
 * Wavelengths across and down the picture, as shares of the grid's side. Waves that are short across make reflections
 * waver. In water without reflections they would bend the visible crests of waves, so there they are long across.
 */
const acrossMirror = { shortest: 0.25, longest: 0.6 };
const across = { shortest: 1.6, longest: 4 };
/** Factor of the amplitude of waves that are long across: they move a whole row at once, so they are lower. */
const longCrested = 0.8;
const down = { shortest: 0.3, longest: 0.9 };

interface Lengths {
  shortest: number;
  longest: number;
}

/**
 * Adds long waves to the harmonics. In each row they are as strong as the breeze is too weak there. They rock the
 * reflections of far shores, which short waves can hardly bend: how far a tilted surface moves a reflection does not
 * depend on its distance.
 *
 * @param harmonics modified in place
 * @param breeze root mean square of the breeze's waves in each row of the grid, in output pixels
 */
export function laySwell(
  harmonics: ReadonlyMap<number, Harmonic>,
  { side, spans, output, wavers, strength, seed }: WaterOptions,
  breeze: Float64Array,
): void {
  const waves = chooseWaves([...harmonics.values()], wavers ? acrossMirror : across, seed);
  // Minus its value in frame 0, a travelling wave is twice as strong half a cycle later.
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

/** Chooses random waves that travel left and right in turn, on the two slowest harmonics. */
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
