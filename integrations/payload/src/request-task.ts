import { openAsBlob } from 'node:fs';
import { join } from 'node:path';
import type { DriftscapeClient } from '@driftscape/client';
import type { CollectionSlug, Payload, TaskConfig } from 'payload';
import { isRefusal, messageOf } from './driftscape.ts';
import type { PhotoDocument } from './fields.ts';
import type { Settled } from './options.ts';
import { inputOf } from './settings.ts';
import type { Settlement } from './settlement.ts';

/** Slug of the task and of its queue. */
export const taskSlug = 'driftscape';

type Input = { collection: CollectionSlug; id: string };

/** Requests a photo's animation from Driftscape. Retried for about a day while Driftscape does not respond. */
export function requestTask(
  options: Settled,
  client: DriftscapeClient,
  settlement: Settlement,
): TaskConfig<{ input: Input; output: object }> {
  return {
    slug: taskSlug,
    inputSchema: [
      { name: 'collection', type: 'text', required: true },
      { name: 'id', type: 'text', required: true },
    ],
    // 5 s, 10 s, 20 s, …: the last one about a day after the first.
    retries: { attempts: 14, backoff: { type: 'exponential', delay: 5_000 } },
    handler: async ({ input: { collection, id }, req: { payload } }) => {
      const photo = (await payload.findByID({
        collection,
        id,
        depth: 0,
        disableErrors: true,
      })) as unknown as PhotoDocument | null;
      const key = photo?.animation?.key;
      // The photo was deleted, or an earlier attempt succeeded.
      if (!photo || !key || photo.animation?.status !== 'waiting') return { output: {} };
      try {
        const image = options.photoUrl
          ? await client.upload(new URL(options.photoUrl(photo)), {
              name: photo.filename,
              idempotencyKey: key,
            })
          : await client.upload(await openPhoto(payload, collection, photo), { idempotencyKey: key });
        const animation = await client.animate(image.id, inputOf(options, photo), { idempotencyKey: key });
        await settlement.apply(payload, key, animation, animation.id);
      } catch (error) {
        if (!isRefusal(error)) {
          await settlement.note(payload, key, `${messageOf(error)} It will be asked again automatically.`);
          throw error;
        }
        await settlement.fail(payload, key, error.message);
      }
      return { output: {} };
    },
  };
}

async function openPhoto(
  payload: Payload,
  collection: CollectionSlug,
  { filename, mimeType }: PhotoDocument,
): Promise<File> {
  const { staticDir } = payload.collections[collection].config.upload;
  const blob = await openAsBlob(join(staticDir ?? collection, filename), { type: mimeType });
  return new File([blob], filename, { type: mimeType });
}
