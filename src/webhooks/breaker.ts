import { type BackOff, longestPauseMs } from '../back-off.ts';
import type { Webhook } from '../generated/prisma/client.ts';

/** So many failures in a row may be chance; from then on the receiver counts as down. */
const tolerated = 1;
/** A receiver that is back hears of that after this long at the latest, however long it was down. */
const longestPauseSeconds = 600; // 10 minutes

/** Whether an answer, or none, says that the receiver is down, rather than that it did not like a message. */
export function isDown(responseStatus: number | null): boolean {
  return responseStatus === null || responseStatus >= 500;
}

/**
 * A circuit breaker for each webhook: what changes in its row after an attempt, so that while its receiver is down its messages
 * wait together, rather than each find out by itself.
 */
export function afterAttempt(
  { failuresInTurn: before }: Pick<Webhook, 'failuresInTurn'>,
  responseStatus: number | null,
  { firstSeconds, longestSeconds }: BackOff,
  now = new Date(),
): Pick<Webhook, 'failuresInTurn' | 'pausedUntil'> {
  if (!isDown(responseStatus)) return { failuresInTurn: 0, pausedUntil: null };
  const failuresInTurn = before + 1;
  if (failuresInTurn <= tolerated) return { failuresInTurn, pausedUntil: null };
  const pauses = { firstSeconds, longestSeconds: Math.min(longestSeconds, longestPauseSeconds) };
  const pauseMs = longestPauseMs(failuresInTurn - tolerated, pauses);
  return { failuresInTurn, pausedUntil: new Date(now.getTime() + pauseMs) };
}
