import { Repeater } from '@repeaterjs/repeater';
import { UserError } from '../errors.ts';
import type { Animation, PrismaClient } from '../generated/prisma/client.ts';
import type { EventBell } from './event-bell.ts';
import { fromRow } from './event-rows.ts';
import type { AnimationEvent, SnapshotEvent } from './events.ts';
import { countQueuedUpTo } from './transitions.ts';

/** Events read from the database at once. */
const pageSize = 32;

export interface EventStreamOptions {
  /** The sequence of the last event received before; stored events behind it follow the snapshot. */
  after?: number;
  signal?: AbortSignal;
}

/**
 * A snapshot, then what happens, until the end event.
 *
 * Events are read from the database whenever the reader asks for the next one, in order of their sequence, so none
 * comes twice, none is skipped, and a slow reader holds no memory. One that falls more than a page behind
 * what happens gets a new snapshot instead.
 */
export function streamEvents(
  prisma: PrismaClient,
  bell: EventBell,
  id: string,
  { after, signal }: EventStreamOptions,
): AsyncIterableIterator<AnimationEvent> {
  // A generator would not end on return() while it waits for an event; a repeater does.
  return new Repeater<AnimationEvent>(async (push, stop) => {
    const ended = AbortSignal.any(signal ? [bell.closed, signal] : [bell.closed]);
    const end = () => stop();
    if (ended.aborted) return end();
    ended.addEventListener('abort', end, { once: true });
    // Listening comes before looking, or what happens in between would be lost.
    using ear = bell.listen(id);
    let isStopped = false;
    stop.then(() => {
      isStopped = true;
      ear.ring();
    });
    try {
      const first = await find(prisma, id);
      let cursor = Math.min(after ?? first.lastSequence, endOfHistory(first));
      await push(await snapshot(prisma, first, cursor));
      while (!isStopped) {
        const page = await prisma.animationEvent.findMany({
          where: { animationId: id, sequence: { gt: cursor } },
          orderBy: { sequence: 'asc' },
          take: pageSize + 1,
        });
        // History that was asked for is told in full, however long it is.
        if (page.length > pageSize && cursor >= first.lastSequence) {
          const now = await find(prisma, id);
          cursor = endOfHistory(now);
          await push(await snapshot(prisma, now, cursor, { isMissed: true }));
          continue;
        }
        for (const event of page.map(fromRow)) {
          if (isStopped) return;
          await push(event);
          if (event.type === 'ended') return;
          cursor = event.sequence;
        }
        if (page.length === 0) await ear.wait();
      }
    } finally {
      ended.removeEventListener('abort', end);
      stop();
    }
  });
}

async function find(prisma: PrismaClient, id: string): Promise<Animation> {
  const row = await prisma.animation.findUnique({ where: { id } });
  if (row) return row;
  throw new UserError('NOT_FOUND', `There is no animation ${JSON.stringify(id)}`);
}

/** The sequence behind which a snapshot of this row goes on: the end event always comes by itself. */
function endOfHistory({ finishedAt, lastSequence }: Animation): number {
  return finishedAt ? lastSequence - 1 : lastSequence;
}

async function snapshot(
  prisma: PrismaClient,
  { status, stage, framesDone, framesTotal, queueNumber }: Animation,
  sequence: number,
  { isMissed } = { isMissed: false },
): Promise<SnapshotEvent> {
  // It may have left the queue since the row was read: then it was the next.
  const ahead = status === 'QUEUED' ? await countQueuedUpTo(prisma, queueNumber) : null;
  const queuePosition = ahead && Math.max(ahead, 1);
  const at = new Date();
  return { type: 'snapshot', sequence, at, status, stage, framesDone, framesTotal, queuePosition, isMissed };
}
