import { Repeater } from '@repeaterjs/repeater';
import { AccessError } from '../access/access-error.ts';
import type { AnimationEvent } from '../animations/events/events.ts';
import { UserError } from '../errors.ts';
import type { Animation, Prisma } from '../generated/prisma/client.ts';
import { observeEvents } from '../observability/events.ts';
import type { ApiContext } from './context.ts';
import { requireRowId, rowId } from './global-id.ts';
import { relocateError } from './relocate-error.ts';
import { whileAdmitted } from './while-admitted.ts';

/** An event, and the row id of its animation. */
export type EventOf<Event extends AnimationEvent = AnimationEvent> = Event & { animationId: string };

/**
 * Events of an animation, starting with a snapshot; a single UserError NOT_FOUND if there is none, INVALID_INPUT for an
 * `after` below 0; finally an AccessError if the caller's access ends. Nothing is read ahead of the subscriber, and
 * returning the iterator frees the source at once. A client that reconnects to an event stream continues after its last
 * received event, regardless of the original `after`.
 */
export async function animationEvents(
  { id, after }: { id: string; after?: number | null },
  context: ApiContext,
): Promise<AsyncIterableIterator<EventOf | UserError | AccessError>> {
  const { animations, metrics, eventStream } = context;
  const seen = /^\d{1,9}$/.test(eventStream?.lastEventId ?? '')
    ? Number(eventStream?.lastEventId)
    : undefined;
  const options = { after: seen ?? after ?? undefined };
  if (eventStream && seen !== undefined) eventStream.isOver = await hasToldAll(id, seen, animations);
  return new Repeater(async (push, stop) => {
    try {
      const animationId = requireRowId('Animation', id, ['id']);
      if (after != null && after < 0) throw noSequence(after);
      const open = () => observeEvents(animations.events(animationId, options), metrics);
      const source = whileAdmitted(open, context);
      stop.then(() => source.return?.());
      for await (const item of source) {
        if (eventStream && !(item instanceof AccessError)) eventStream.sequence = item.sequence;
        await push(item instanceof AccessError ? item : { ...item, animationId });
      }
    } catch (error) {
      const placed = relocateError(error, ({ path }) => (path.length > 0 ? path : ['id']));
      if (!(placed instanceof UserError)) throw placed;
      await push(placed);
    } finally {
      stop();
    }
  });
}

function noSequence(after: number): UserError {
  const message = `Expected the sequence of an event, 0 or more, but received ${after}; pass the last one that you received, or leave it out`;
  return new UserError('INVALID_INPUT', message, { path: ['after'] });
}

/** Whether the last event received by a client is the animation's end. */
async function hasToldAll(id: string, seen: number, animations: ApiContext['animations']): Promise<boolean> {
  const animationId = rowId('Animation', id);
  return animationId !== null && (await animations.hasEndedBy(animationId, seen));
}

/** The animation an event belongs to, as it is now. `query` is the selection that Pothos planned. */
export function animationOf(
  query: Pick<Prisma.AnimationFindUniqueArgs, 'include'>,
  event: EventOf,
  { prisma }: ApiContext,
): Promise<Animation> {
  return prisma.animation.findUniqueOrThrow({ ...query, where: { id: event.animationId } });
}
