import { type Animation, Prisma } from '../../generated/prisma/client.ts';

/** Priorities of animations. */
export const priorities = { LOW: -1, NORMAL: 0, HIGH: 1 } as const;

/** Place of an animation in the queue: ordered by higher priority, then earlier turn, then earlier creation. */
export type Place = Pick<Animation, 'priority' | 'turn' | 'queueNumber'>;

/** Animations ahead of this one. */
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

/** SQL condition on the table `Animation`: whether a row comes after this place. */
export function comesAfter({ priority, turn, queueNumber }: Place): Prisma.Sql {
  return Prisma.sql`("Animation"."priority" < ${priority} OR ("Animation"."priority" = ${priority} AND
    ("Animation"."turn", "Animation"."queueNumber") > (${turn}, ${queueNumber})))`;
}
