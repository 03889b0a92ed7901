import { Repeater } from '@repeaterjs/repeater';
import type { AnimationEvent } from '../animations/events/events.ts';
import { UserError } from '../errors.ts';
import type { Animation, Prisma } from '../generated/prisma/client.ts';
import { observeEvents } from '../observability/events.ts';
import type { ApiContext } from './context.ts';
import { requireRowId } from './global-id.ts';
import { relocateError } from './relocate-error.ts';

/** An event, and the row id of the animation it belongs to. */
export type EventOf<Event extends AnimationEvent = AnimationEvent> = Event & { animationId: string };

/**
 * What happens to an animation, from a snapshot on; a single UserError NOT_FOUND when there is none. Nothing is
 * read ahead of the subscriber, and returning the iterator frees the source at once, even while it waits for the
 * next event: an async generator would hold on to it until then.
 */
export function animationEvents(
  { id, after }: { id: string; after?: number | null },
  { animations, metrics }: ApiContext,
): AsyncIterableIterator<EventOf | UserError> {
  return new Repeater(async (push, stop) => {
    try {
      const animationId = requireRowId('Animation', id, ['id']);
      const source = observeEvents(animations.events(animationId, { after: after ?? undefined }), metrics);
      stop.then(() => source.return?.());
      for await (const event of source) await push({ ...event, animationId });
    } catch (error) {
      const placed = relocateError(error, () => ['id']);
      if (!(placed instanceof UserError)) throw placed;
      await push(placed);
    } finally {
      stop();
    }
  });
}

/** The animation an event belongs to, as it is now. `query` is the selection that Pothos planned. */
export function animationOf(
  query: Pick<Prisma.AnimationFindUniqueArgs, 'include'>,
  event: EventOf,
  { prisma }: ApiContext,
): Promise<Animation> {
  return prisma.animation.findUniqueOrThrow({ ...query, where: { id: event.animationId } });
}
