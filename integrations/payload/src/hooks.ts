import { randomUUID } from 'node:crypto';
import type { DriftscapeClient } from '@driftscape/client';
import type {
  CollectionAfterChangeHook,
  CollectionAfterDeleteHook,
  CollectionBeforeChangeHook,
} from 'payload';
import { type AnimationOfDocument, isUnderWay } from './fields.ts';
import { taskSlug } from './request-task.ts';

/** The next animation of a photo; the current video is shown until it is ready. */
export function nextOf(animation: AnimationOfDocument | null | undefined): AnimationOfDocument {
  return { ...animation, key: randomUUID(), animationId: null, status: 'waiting', failure: null };
}

const noFilm = { video: null, poster: null, madeWith: null };
const ofNoPhoto = { key: null, animationId: null, status: null, failure: null, ...noFilm, previous: noFilm };

/** Gives a photo to animate a key and stores it together with the photo, so no request is made that is not recorded. */
export const giveKey: CollectionBeforeChangeHook = ({ data, originalDoc, req }) => {
  const before = originalDoc?.animation as AnimationOfDocument | undefined;
  // The panel gave it one.
  if (data.animation?.key && data.animation.key !== before?.key) return data;
  // The files of a replaced photo are dropped.
  const kept = req.file ? { ...before, ...ofNoPhoto } : before;
  if (data.animate && (!originalDoc?.animate || req.file)) return { ...data, animation: nextOf(kept) };
  return req.file && before?.key ? { ...data, animation: kept } : data;
};

/**
 * Queues the request as a job, in the transaction that stores the photo. The job is retried until it gets a response.
 */
export const queueRequest: CollectionAfterChangeHook = async ({ doc, previousDoc, collection, req }) => {
  const { key, status } = (doc.animation ?? {}) as AnimationOfDocument;
  if (!key || key === previousDoc?.animation?.key || status !== 'waiting') return;
  await req.payload.jobs.queue({
    task: taskSlug,
    queue: taskSlug,
    input: { collection: collection.slug, id: String(doc.id) },
    req,
  });
};

/** Cancels renderings whose videos are no longer wanted. */
export function callOff(client: DriftscapeClient): {
  afterReplaced: CollectionAfterChangeHook;
  afterDeleted: CollectionAfterDeleteHook;
} {
  const cancel = async (animation: AnimationOfDocument | null | undefined, log: (fault: unknown) => void) => {
    if (isUnderWay(animation) && animation?.animationId)
      await client.cancel(animation.animationId).catch(log);
  };
  return {
    afterReplaced: async ({ doc, previousDoc, req }) => {
      if (doc.animation?.key === previousDoc?.animation?.key) return;
      await cancel(previousDoc?.animation, (fault) => req.payload.logger.warn(fault));
    },
    afterDeleted: ({ doc, req }) => cancel(doc.animation, (fault) => req.payload.logger.warn(fault)),
  };
}
