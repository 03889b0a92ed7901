import type { Animation, Prisma } from '../../generated/prisma/client.ts';

/** How soon animations want their turn. */
export const priorities = { LOW: -1, NORMAL: 0, HIGH: 1 } as const;

/** Where an animation stands in the queue: a higher priority goes first, and among equals who came first. */
export type Place = Pick<Animation, 'priority' | 'queueNumber'>;

/** Those whose turn comes before this one's. */
export function aheadOf({ priority, queueNumber }: Place): Prisma.AnimationWhereInput {
  const sooner = [{ priority: { gt: priority } }, { priority, queueNumber: { lt: queueNumber } }];
  return { status: 'QUEUED', OR: sooner };
}

/** Those whose turn comes behind this one's. */
export function behind({ priority, queueNumber }: Place): Prisma.AnimationWhereInput {
  const later = [{ priority: { lt: priority } }, { priority, queueNumber: { gt: queueNumber } }];
  return { status: 'QUEUED', OR: later };
}

/** Room for the numbers of a priority. The three of them fill the 32 bits that the queue has for an order. */
const span = 2 ** 30;

/** A place as one 32-bit number, larger for those whose turn comes first, for up to 2³⁰ animations. */
export function rankOf({ priority, queueNumber }: Place): number {
  return priority * span - queueNumber;
}
