import type { SeedDrift } from '../inference/engine/draft-messages.ts';

const candidates = 12;
/** Seeds are 32 bits. */
const seedCount = 2 ** 32;

/** Seeds to choose variants from: that of the settings, or 0, and those after it. */
export function candidateSeeds(first = 0): number[] {
  return Array.from({ length: candidates }, (_, i) => (first + i) % seedCount);
}

/** The most variants that can be asked for. */
export const mostVariants = candidates;

/**
 * Picks candidates that move as differently as possible: the first, and then, over and over, the one whose motion is farthest from all
 * that are picked.
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
