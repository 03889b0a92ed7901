import fc from 'fast-check';
import type { FuzzedServer } from './fuzzed-server.ts';
import type { Target } from './target.ts';

export interface TargetResult {
  target: string;
  cases: number;
  seconds: number;
  /** What was found, reduced to the smallest case that still shows it; null: nothing. */
  finding: string | null;
}

/** Reducing a case of hundreds of kilobytes, or one that hangs, could take hours. */
const reduceWithinMs = 60_000;

/**
 * Throws `cases` cases at a target, one after the other.
 * @param seed the same one gives the same cases
 * @param onCase hears of each
 */
export async function runTarget(
  target: Target,
  server: FuzzedServer,
  { cases, seed, onCase = () => {} }: { cases: number; seed: number; onCase?: () => void },
): Promise<TargetResult> {
  const startedAt = performance.now();
  let failedAt: number | null = null;
  const property = fc.asyncProperty(target.cases, async (input) => {
    // What passes is not reduced further, so that the smallest case found by then is told.
    if (failedAt !== null && performance.now() - failedAt > reduceWithinMs) return;
    onCase();
    try {
      await target.attempt(input, server);
    } catch (error) {
      failedAt ??= performance.now();
      throw error;
    }
  });
  const run = await fc.check(property, {
    numRuns: cases,
    seed,
  });
  if (!run.failed) await server.checkAlive();
  const seconds = Math.round((performance.now() - startedAt) / 100) / 10;
  const finding = run.failed
    ? `${(run.errorInstance as Error)?.stack ?? run.errorInstance}\nseed ${run.seed}, path ${run.counterexamplePath}, case ${fc.stringify(run.counterexample)}`
    : null;
  return { target: target.name, cases: run.numRuns, seconds, finding };
}
