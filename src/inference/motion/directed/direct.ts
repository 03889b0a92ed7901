import type { Layer } from '../../layers/layers.ts';
import type { Harmonics } from '../oscillation.ts';
import { continueFlow, type Velocity } from '../velocity.ts';
import type { Direction } from './directions.ts';

/** A region with its velocity. */
export type DirectedPart = Pick<Direction, 'share'> & { velocity: Velocity };

/** In drawn layers, velocities are known where regions cover at least this much of a point. */
const known = 0.02;

/**
 * Applies regions to a layer's velocity, one after another. Without any, the velocity is unchanged bit for bit.
 */
export function directVelocity(kind: Layer['kind'], own: Velocity, parts: readonly DirectedPart[]): Velocity {
  if (kind === 'drawn') return joinParts(own, parts);
  const velocity = own.slice();
  for (const { share, velocity: wanted } of parts) mix(velocity, wanted, share, 2);
  return velocity;
}

/**
 * A drawn layer only has the motion of its regions, which continues beyond them, so that their edges move with them.
 */
function joinParts(own: Velocity, parts: readonly DirectedPart[]): Velocity {
  const velocity = new Float32Array(own.length);
  const cover = new Float32Array(own.length / 2);
  const all = new Float32Array(cover.length).fill(1);
  for (const { share, velocity: wanted } of parts) {
    mix(velocity, wanted, share, 2);
    mix(cover, all, share, 1);
  }
  const isKnown = cover.map((value) => (value > known ? 1 : 0));
  for (let i = 0; i < velocity.length; i++) if (isKnown[i >> 1]) velocity[i] /= cover[i >> 1];
  return continueFlow(velocity, isKnown, Math.sqrt(cover.length));
}

/** Applies regions to a layer's oscillation. */
export function directHarmonics(
  own: Harmonics,
  directions: readonly Pick<Direction, 'share' | 'harmonics'>[],
  points: number,
): Harmonics {
  let current = own;
  for (const { share, harmonics } of directions) {
    if (!harmonics) continue;
    current = new Map(
      [...new Set([...current.keys(), ...harmonics.keys()])].map((cycles) => {
        const before = current.get(cycles);
        const wanted = harmonics.get(cycles);
        const part = (name: 'cosine' | 'sine') => {
          const values = before ? before[name].slice() : new Float32Array(2 * points);
          mix(values, wanted?.[name] ?? new Float32Array(2 * points), share, 2);
          return values;
        };
        return [cycles, { cosine: part('cosine'), sine: part('sine') }];
      }),
    );
  }
  return current;
}

/** Slows down everything that is less free. @param freedom at each point, 0 … 1 */
export function hold<Field extends Velocity>(field: Field, freedom: Float32Array): Velocity {
  return field.map((value, i) => value * freedom[i >> 1]);
}

export function holdHarmonics(harmonics: Harmonics, freedom: Float32Array): Harmonics {
  return new Map(
    [...harmonics].map(([cycles, { cosine, sine }]) => [
      cycles,
      { cosine: hold(cosine, freedom), sine: hold(sine, freedom) },
    ]),
  );
}

function mix(
  values: Float32Array,
  wanted: Float32Array,
  share: Float32Array | undefined,
  channels: number,
): void {
  if (!share) {
    values.set(wanted);
    return;
  }
  for (let point = 0, i = 0; point < share.length; point++) {
    const weight = share[point];
    for (let channel = 0; channel < channels; channel++, i++) {
      if (weight === 1) values[i] = wanted[i];
      else if (weight > 0) values[i] += weight * (wanted[i] - values[i]);
    }
  }
}
