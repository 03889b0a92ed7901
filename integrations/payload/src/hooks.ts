import { randomUUID } from 'node:crypto';
import type { CollectionAfterChangeHook, CollectionBeforeChangeHook } from 'payload';
import type { AnimationOfDocument } from './fields.ts';
import { taskSlug } from './request-task.ts';

/** Gives a photo that is to be animated a key, stored with it: nothing can be asked for that is not remembered. */
export const giveKey: CollectionBeforeChangeHook = ({ data, originalDoc, req }) => {
  const isWanted = data.animate && (!originalDoc?.animate || req.file);
  if (!isWanted) return data;
  const animation: AnimationOfDocument = {
    key: randomUUID(),
    status: 'waiting',
    failure: null,
    video: null,
    poster: null,
  };
  return { ...data, animation };
};

/** Leaves the request to a job: it is queued in the transaction that stores the photo, and tried until it is answered. */
export const queueRequest: CollectionAfterChangeHook = async ({ doc, previousDoc, collection, req }) => {
  if (!doc.animation?.key || doc.animation.key === previousDoc?.animation?.key) return;
  await req.payload.jobs.queue({
    task: taskSlug,
    queue: taskSlug,
    input: { collection: collection.slug, id: String(doc.id) },
    req,
  });
};
