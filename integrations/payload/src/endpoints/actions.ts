import { randomUUID } from 'node:crypto';
import type { DriftscapeClient } from '@driftscape/client';
import type { CollectionSlug, Endpoint, PayloadRequest } from 'payload';
import { messageOf } from '../driftscape.ts';
import { type AnimationOfDocument, isUnderWay, type PhotoDocument } from '../fields.ts';
import { nextOf } from '../hooks.ts';
import { taskSlug } from '../request-task.ts';
import { readSettings, SettingsFault } from '../settings.ts';
import type { Settlement } from '../settlement.ts';
import { findPhoto, mayUpdate } from './photo.ts';

/** Why an action was not performed; the message is for the editor. */
class ActionFault extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

interface Asked {
  /** Key of the animation that the editor sees. */
  seen: string | null;
  settings?: unknown;
}

/** @returns the new state of the photo's animation; undefined: unchanged */
type Action = (
  photo: PhotoDocument,
  asked: Asked,
  req: PayloadRequest,
) => AnimationOfDocument | undefined | Promise<AnimationOfDocument | undefined>;

/** Requests another video. The existing one stays until then. */
const render: Action = ({ animation }, { settings }) => ({
  ...nextOf(animation),
  settings: readSettings(settings),
});

/** Restores the previous video; repeating it reverts that. */
const undo: Action = ({ animation }) => {
  const { video, poster, madeWith, previous } = animation ?? {};
  if (isUnderWay(animation)) throw new ActionFault(409, 'Wait for the new video, or cancel it, first.');
  if (!previous?.video) throw new ActionFault(409, 'There is no previous video.');
  return {
    ...animation,
    ...previous,
    settings: previous.madeWith,
    previous: { video, poster, madeWith },
    // A new key, so that an editor with an outdated view cannot change it by mistake.
    key: randomUUID(),
    status: 'succeeded',
    failure: null,
  };
};

function cancelWith(client: DriftscapeClient, settlement: Settlement): Action {
  return async ({ animation }, _asked, { payload }) => {
    const { key, animationId } = animation ?? {};
    if (!key || !isUnderWay(animation)) return undefined;
    if (animationId) await client.cancel(animationId);
    await settlement.apply(payload, key, { status: 'CANCELED', video: null, poster: null, failure: null });
    return undefined;
  };
}

/** Endpoints for the panel's actions: `POST /api/<collection>/<id>/driftscape/render`, `…/undo`, `…/cancel`. */
export function actionEndpoints(
  collection: CollectionSlug,
  client: DriftscapeClient,
  settlement: Settlement,
): Omit<Endpoint, 'root'>[] {
  const actions = { render, undo, cancel: cancelWith(client, settlement) };
  return Object.entries(actions).map(([name, action]) => ({
    path: `/:id/driftscape/${name}`,
    method: 'post',
    handler: async (req) => {
      try {
        await settlement.inTurn(`${collection}/${req.routeParams?.id}`, () =>
          carryOut(action, req, collection),
        );
        return Response.json({});
      } catch (error) {
        const status = statusOf(error);
        if (status === 500) req.payload.logger.error(error);
        return Response.json({ message: messageOf(error) }, { status });
      }
    },
  }));
}

async function carryOut(action: Action, req: PayloadRequest, collection: CollectionSlug): Promise<void> {
  const photo = await findPhoto(req, collection);
  if (!photo) throw new ActionFault(404, 'This photo does not exist any more, or you may not see it.');
  if (!(await mayUpdate(req, collection))) throw new ActionFault(403, 'You may not change this photo.');
  const asked = (await req.json?.()) as Asked;
  if ((asked.seen ?? null) !== (photo.animation?.key ?? null)) {
    throw new ActionFault(
      409,
      'Somebody else changed the video of this photo meanwhile. You see it now; nothing was overwritten.',
    );
  }
  const animation = await action(photo, asked, req);
  if (!animation) return;
  await req.payload.update({ collection, id: photo.id, data: { animation } });
  // Not awaited: if it fails now, the next run of the queue repeats it.
  const run = req.payload.jobs.run({ queue: taskSlug, limit: 1, sequential: true });
  run.catch((error) => req.payload.logger.error(error));
}

function statusOf(error: unknown): number {
  if (error instanceof ActionFault) return error.status;
  if (error instanceof SettingsFault) return 400;
  return error instanceof Error && error.name === 'DriftscapeError' ? 502 : 500;
}
