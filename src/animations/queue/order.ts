import { type Animation, Prisma } from '../../generated/prisma/client.ts';

/** How soon animations want their turn. */
export const priorities = { LOW: -1, NORMAL: 0, HIGH: 1 } as const;

/** Where an animation stands in the queue: a higher priority goes first, then an earlier turn, then who came first. */
export type Place = Pick<Animation, 'priority' | 'turn' | 'queueNumber'>;

/** Those whose turn comes before this one's. */
export function aheadOf({ priority, turn, queueNumber }: Place): Prisma.AnimationWhereInput {
  const sooner = [
    { priority: { gt: priority } },
    { priority, turn: { lt: turn } },
    { priority, turn, queueNumber: { lt: queueNumber } },
  ];
  return { status: 'QUEUED', OR: sooner };
}

/** The same order as SQL, first turns first; an index of `Animation` has it. */
export const inOrder = Prisma.sql`"priority" DESC, "turn", "queueNumber"`;

/** As SQL on the table `Animation`: whether a row's turn comes after this place. */
export function comesAfter({ priority, turn, queueNumber }: Place): Prisma.Sql {
  return Prisma.sql`("Animation"."priority" < ${priority} OR ("Animation"."priority" = ${priority} AND
    ("Animation"."turn", "Animation"."queueNumber") > (${turn}, ${queueNumber})))`;
}
