import type { SeedDrift } from '../inference/engine/draft-messages.ts';

const candidates = 12;
/** Seeds are 32 bits. */
const seedCount = 2 ** 32;

/** Candidate seeds for variants: that of the settings, or 0, and the following ones. */
export function candidateSeeds(first = 0): number[] {
  return Array.from({ length: candidates }, (_, i) => (first + i) % seedCount);
}

/** Largest number of variants. */
export const mostVariants = candidates;

/**
 * Selects candidates with motions as different as possible: the first, then repeatedly the one whose motion is farthest
 * from all selected ones.
 */
export function spreadOut(drifts: readonly SeedDrift[], count: number): SeedDrift[] {
  const [first, ...others] = drifts;
  const picked = [first];
  const rest = others.map((drift) => ({ drift, away: distance(drift, first) }));
  while (picked.length < count && rest.length > 0) {
    const farthest = rest.reduce((best, one) => (one.away > best.away ? one : best));
    rest.splice(rest.indexOf(farthest), 1);
    picked.push(farthest.drift);
    for (const one of rest) one.away = Math.min(one.away, distance(one.drift, farthest.drift));
  }
  return picked;
}

/** Mean difference of the motion of two seeds over all regions, percent of the width per second. */
function distance(a: SeedDrift, b: SeedDrift): number {
  const differences = a.regions.map(
    ({ share, x, y }, i) => share * Math.hypot(x - b.regions[i].x, y - b.regions[i].y),
  );
  return differences.reduce((sum, difference) => sum + difference, 0);
}
