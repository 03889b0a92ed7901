import { standardNormal, uniform } from '../random.ts';
import type { Harmonic, WaterOptions } from './waves.ts';

const waveCount = 28;
/** Horizontal displacement relative to the vertical one: water moves reflections mostly vertically. */
const sideways = 0.6;
/** Displacement nearest to the viewer, as a share of the width, at strength 1. */
const amplitude = 0.0032;
/** The same at the horizon, as a share of that. */
const farShare = 0.85;
/** Depth of the horizon's row, as a share of the water's height, so that no row is infinitely far away. */
const nearestToHorizon = 0.06;
/** Depth of the ground, in the units in which it is six wide. */
const depthScale = 2.4;
/**
 * Waves with fewer grid points from crest to crest alias and are left out; those with more than the second are too long
 * to be visible.
 */
const [shortestPoints, longestPoints] = [5, 60];
/** Maximum strain of the picture by ripples (root mean square): beyond it water looks like melting glass. */
const mostStrain = 0.3;

interface Wave {
  /** Radians per unit of ground across and away from the viewer. */
  across: number;
  away: number;
  phase: number;
  harmonic: Harmonic;
}

/**
 * Adds the waves of a breeze to the harmonics, in perspective below the horizon. Crests run mostly across the view,
 * longer and slower waves are mixed with shorter and faster ones, and all become smaller towards the horizon.
 *
 * @returns their vertical root mean square in each row, output pixels
 */
export function layBreeze(
  harmonics: ReadonlyMap<number, Harmonic>,
  { side, spans, output, strength, seed }: WaterOptions,
): Float64Array {
  const waves = chooseWaves([...harmonics.values()], seed);
  const strengths = new Float64Array(side);
  const rows = spans.to.findIndex((end, y) => end > spans.from[y]);
  const horizon = Math.max(0, rows);
  const last = side - 1;
  const weights = new Float64Array(waves.length);
  // Rough water may be strained more than by a breeze.
  const strainGrowth = Math.min(1.4, 0.5 + 0.5 * strength);
  for (let y = horizon; y <= last; y++) {
    const near = (y - horizon) / Math.max(1, last - horizon);
    const distance = 1 / (near + nearestToHorizon);
    // Radians from one grid point to the next: across, and down, where the ground comes closer.
    const perPoint = (6 * distance) / last;
    const perRow = (depthScale * distance * distance) / Math.max(1, last - horizon);
    let squares = 0;
    let strains = 0;
    for (const [index, { across, away }] of waves.entries()) {
      const slope = Math.hypot(across * perPoint, away * perRow);
      const points = (2 * Math.PI) / slope;
      const isSeen = points >= shortestPoints && points <= longestPoints;
      weights[index] = isSeen ? Math.sin(Math.PI * bandPlace(points)) ** 2 : 0;
      squares += weights[index] ** 2;
      strains += (weights[index] * slope) ** 2;
    }
    // A travelling wave minus its start is twice as strong half a cycle later.
    const height = (strength * amplitude * output.width * (farShare + (1 - farShare) * near)) / Math.SQRT2;
    const pixelsPerPoint = (output.height - 1) / last;
    const scale =
      squares > 0
        ? Math.min(
            height / Math.sqrt(squares / 2),
            (mostStrain * strainGrowth * pixelsPerPoint) / Math.sqrt(2 * strains),
          )
        : 0;
    strengths[y] = scale * Math.sqrt(squares / 2);
    for (const [index, wave] of waves.entries()) {
      if (weights[index] === 0) continue;
      const { cosine, sine } = wave.harmonic;
      const up = scale * weights[index];
      const aside = sideways * up * Math.sign(wave.across || 1);
      // From point to point a wave turns by the same angle, so a rotation replaces a cosine and a sine per point.
      const turn = wave.across * perPoint;
      const [turnCos, turnSin] = [Math.cos(turn), Math.sin(turn)];
      const ground = (spans.from[y] / last - 0.5) * 6 * distance;
      const start = wave.across * ground + wave.away * depthScale * distance + wave.phase;
      let [cos, sin] = [Math.cos(start), Math.sin(start)];
      for (let i = 2 * (y * side + spans.from[y]), end = 2 * (y * side + spans.to[y]); i < end; i += 2) {
        cosine[i] += aside * cos;
        cosine[i + 1] += up * cos;
        sine[i] += aside * sin;
        sine[i + 1] += up * sin;
        const turned = cos * turnCos - sin * turnSin;
        sin = sin * turnCos + cos * turnSin;
        cos = turned;
      }
    }
  }
  return strengths;
}

/** Position of a wave's length between the shortest and the longest visible ones, on a logarithmic scale. */
function bandPlace(points: number): number {
  return Math.log(points / shortestPoints) / Math.log(longestPoints / shortestPoints);
}

/** Waves of all lengths, evenly spread by logarithm; long ones run slower, as on deep water. */
function chooseWaves(harmonics: readonly Harmonic[], seed: number): Wave[] {
  const random = uniform(seed);
  const normal = standardNormal(seed + 1);
  return Array.from({ length: waveCount }, (_, index) => {
    const place = (index + random()) / waveCount;
    const length = 0.15 * 200 ** place;
    const turn = 0.25 * normal();
    const speed = Math.min(harmonics.length - 1, Math.floor(place * harmonics.length));
    return {
      across: length * Math.sin(turn),
      away: length * Math.cos(turn),
      phase: 2 * Math.PI * random(),
      harmonic: harmonics[speed],
    };
  });
}
