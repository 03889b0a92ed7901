import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterAttempt } from '../../src/webhooks/breaker.ts';

const pauses = { firstSeconds: 15, longestSeconds: 6 * 60 * 60 };
const now = new Date('2026-01-01T00:00:00Z');
const secondsPaused = (failuresInTurn: number, status: number | null) => {
  const { pausedUntil } = afterAttempt({ failuresInTurn }, status, pauses, now);
  return pausedUntil ? (pausedUntil.getTime() - now.getTime()) / 1000 : 0;
};

describe('the breaker of a webhook', () => {
  it('ignores one failure, then pauses for increasing times, ten minutes at most', () => {
    expect([0, 1, 2, 3, 9].map((before) => secondsPaused(before, null))).toEqual([0, 15, 30, 60, 600]);
    expect(secondsPaused(1_000, 503)).toBe(600);
  });

  it('closes with any response of a working receiver, even a rejection', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.integer({ min: 200, max: 499 }), (failuresInTurn, status) => {
        const closed = { failuresInTurn: 0, pausedUntil: null };
        expect(afterAttempt({ failuresInTurn }, status, pauses, now)).toEqual(closed);
      }),
    );
  });
});
