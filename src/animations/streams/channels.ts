import type { Prisma } from '../../generated/prisma/client.ts';

/** Names for SQL's LISTEN and NOTIFY. What they carry is a hint to look: ids, no contents. */
export const channels = {
  /** An animation has a new event; its id. */
  events: 'animation_events',
  /** A running animation shall stop; its id. */
  cancel: 'animation_cancel',
  /** The queue has changed: what waits, what runs, in which order. */
  queueChanges: 'animation_queue_changes',
  /** A job waits. */
  queue: 'animation_queue',
} as const;

/** Sent when, and only if, the transaction is committed. */
export async function notify(
  tx: Prisma.TransactionClient,
  channel: keyof typeof channels,
  payload = '',
): Promise<void> {
  await tx.$executeRaw`SELECT pg_notify(${channels[channel]}, ${payload})`;
}
