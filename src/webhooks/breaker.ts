import { type BackOff, longestPauseMs } from '../back-off.ts';
import type { Webhook } from '../generated/prisma/client.ts';

/** Number of consecutive failures after which the receiver counts as down; fewer may be chance. */
const tolerated = 1;
/** Longest delay until a recovered receiver gets its messages again, however long it was down. */
const longestPauseSeconds = 600; // 10 minutes

/** Whether a response, or a missing one, means that the receiver is down, rather than that it rejected a message. */
export function isDown(responseStatus: number | null): boolean {
  return responseStatus === null || responseStatus >= 500;
}

/**
 * A circuit breaker per webhook: the changes of its row after an attempt. While its receiver is down, all its messages
 * wait together instead of failing one by one.
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
