import type { Prisma } from '../../generated/prisma/client.ts';

/** Channels of LISTEN and NOTIFY. Payloads are only hints to check: ids without content. */
export const channels = {
  /** An animation has a new event; its id. */
  events: 'animation_events',
  /** A running animation must stop; its id. */
  cancel: 'animation_cancel',
  /** The queue has changed: what waits, what runs, in which order. */
  queueChanges: 'animation_queue_changes',
  /** A job waits. */
  queue: 'animation_queue',
} as const;

/** Sent if and when the transaction commits. */
export async function notify(
  tx: Prisma.TransactionClient,
  channel: keyof typeof channels,
  payload = '',
): Promise<void> {
  await tx.$executeRaw`SELECT pg_notify(${channels[channel]}, ${payload})`;
}
