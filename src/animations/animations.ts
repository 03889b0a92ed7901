import { whenThereIsRoom } from '../database/disk-full.ts';
import { notFound, UserError } from '../errors.ts';
import type { Animation, Image, Prisma, PrismaClient } from '../generated/prisma/client.ts';
import { type KeyedRequest, requireSameRequest } from '../idempotency.ts';
import {
  type AnimationSettings,
  type AnimationSettingsInput,
  countFrames,
  parseSettings,
} from '../inference/settings.ts';
import { costOf } from '../outputs/cost.ts';
import { planSettings } from '../outputs/plan.ts';
import { aspectFault } from '../photo/mask-aspect.ts';
import { defaultProject } from '../project.ts';
import type { AnimationEvent } from './events/events.ts';
import type { EventFeeds } from './events/feeds.ts';
import { announcePositions, positionAt, store } from './events/record.ts';
import { type EventStreamOptions, streamEvents } from './events/stream.ts';
import type { EndListener } from './lifecycle/end-listener.ts';
import type { JobLifecycle } from './lifecycle/job-lifecycle.ts';
import type { Companions } from './outputs/companions.ts';
import { type FinishedRenders, resultOf } from './outputs/finished-renders.ts';
import { announcedPlaces } from './queue/events.ts';
import { priorities } from './queue/order.ts';
import type { QueuePlaces } from './queue/places.ts';
import type { Stall } from './queue/stalls.ts';
import { nextTurn } from './queue/turns.ts';
import { lockQueue } from './queue/waiting.ts';
import { notify } from './streams/channels.ts';

export interface NewAnimation {
  imageId: string;
  /** Presets are already resolved to codes; validated here. */
  settings: AnimationSettingsInput;
  /** Row ids of the pictures that the settings refer to by SHA-256, and the path of each in the settings. */
  pictures?: readonly { imageId: string; path: readonly string[] }[];
  /** Makes the request safe to repeat: repeating it returns the animation created by the first. */
  request?: KeyedRequest;
  /** Row id of the caller's API key; null, the default, if no keys are required. */
  keyId?: string | null;
  /** Its priority in the queue. Default: NORMAL. */
  priority?: number;
  /** Whether to reuse a video already made from the same photo, settings and bundle. Default: true. */
  mayReuse?: boolean;
}

export interface RetryOptions extends Pick<NewAnimation, 'request' | 'keyId'> {
  maxPriority?: number;
}

/** Everything that determines an animation, apart from its photo and its settings. */
interface Details {
  keyId: string | null;
  priority: number;
  mayReuse: boolean;
  retryOfId?: string;
  pictureIds: readonly string[];
}

export interface AnimationsParts {
  prisma: PrismaClient;
  finished: FinishedRenders;
  companions: Companions;
  listener: EndListener;
  lifecycle: JobLifecycle;
  places: QueuePlaces;
  feeds: EventFeeds;
  /** Most waiting animations per key, or in total if no keys are required. 0: no limit. */
  maxQueued: number;
}

/** Operations on the animations of a project. The worker does the rest. */
export class Animations {
  readonly #parts: AnimationsParts;
  readonly #projectId: string;

  constructor(parts: AnimationsParts, projectId = defaultProject) {
    this.#parts = parts;
    this.#projectId = projectId;
  }

  /** The same for another project. */
  of(projectId: string): Animations {
    return new Animations(this.#parts, projectId);
  }

  /**
   * Stores an animation and adds it to the queue: row and first event in one transaction. If its video already exists,
   * it has SUCCEEDED when this returns. A repeated request with the same key returns the animation of the first.
   * @throws UserError INVALID_SETTINGS with the path inside the settings, NOT_FOUND for an unknown image, QUEUE_FULL,
   * STORAGE_FULL, IDEMPOTENCY_CONFLICT
   */
  async create({
    imageId,
    settings: input,
    pictures = [],
    request,
    keyId = null,
    priority = priorities.NORMAL,
    mayReuse = true,
  }: NewAnimation): Promise<Animation> {
    const settings = parseSettings(input);
    return this.#createOnce(request, async (tx) => {
      const image = await tx.image.findUnique({ where: { id: imageId, projectId: this.#projectId } });
      if (!image) throw notFound('Image', imageId, { path: ['imageId'] });
      const pictureIds = await this.#requirePictures(tx, image, pictures);
      return this.#add(tx, image, settings, { keyId, priority, mayReuse, pictureIds });
    });
  }

  /**
   * Makes a new animation with the photo and settings of one that has FAILED or been CANCELED; otherwise like
   * {@link create}. It has the priority of the first, limited to `maxPriority`.
   * @throws UserError NOT_FOUND, NOT_RETRYABLE, INVALID_SETTINGS if this version no longer accepts its settings,
   *   QUEUE_FULL, STORAGE_FULL, IDEMPOTENCY_CONFLICT
   */
  async retry(
    id: string,
    { request, keyId = null, maxPriority = priorities.HIGH }: RetryOptions = {},
  ): Promise<Animation> {
    return this.#createOnce(request, async (tx) => {
      const first = await tx.animation.findUnique({
        where: this.#own(id),
        include: { image: true, pictures: true },
      });
      if (!first) throw notFound('Animation', id);
      if (first.status !== 'FAILED' && first.status !== 'CANCELED') {
        const message = `Expected an animation that has failed or was canceled, but it is ${first.status.toLowerCase()}; create a new one instead`;
        throw new UserError('NOT_RETRYABLE', message);
      }
      const settings = parseSettings(first.settings as AnimationSettingsInput);
      const priority = Math.min(first.priority, maxPriority);
      const pictureIds = first.pictures.map(({ imageId }) => imageId);
      return this.#add(tx, first.image, settings, {
        keyId,
        priority,
        mayReuse: true,
        retryOfId: id,
        pictureIds,
      });
    });
  }

  /**
   * The animation that an earlier request with this key created; null if there was none.
   * @throws UserError IDEMPOTENCY_CONFLICT if that request had another input
   */
  async findMadeBy(request: KeyedRequest): Promise<Animation | null> {
    return this.#findMadeBy(this.#parts.prisma, request);
  }

  /**
   * Asks an animation to stop. A queued one is CANCELED when this returns. A running one has `cancelRequestedAt` set,
   * stops between two frames, and ends as CANCELED regardless of other outcomes; repeating it has no effect.
   * @throws UserError NOT_FOUND, or NOT_CANCELABLE when it has ended
   */
  async cancel(id: string): Promise<Animation> {
    const { prisma, lifecycle } = this.#parts;
    return prisma.$transaction(async (tx) => {
      await lockQueue(tx);
      const found = await tx.animation.findUnique({ where: this.#own(id) });
      if (!found) throw notFound('Animation', id);
      const row = await lifecycle.apply(tx, id, { type: 'cancel-requested' });
      if (!row) {
        const message = `Expected an animation in the queue or running, but it has ${found.status.toLowerCase()}`;
        throw new UserError('NOT_CANCELABLE', message);
      }
      if (row.status === 'RUNNING') await notify(tx, 'cancel', id);
      return row;
    });
  }

  /** Executes a request, unless its key was used before; then it returns the animation created with it. */
  async #createOnce(
    request: KeyedRequest | undefined,
    create: (tx: Prisma.TransactionClient) => Promise<Animation>,
  ): Promise<Animation> {
    const creation = this.#parts.prisma.$transaction(async (tx) => {
      await lockQueue(tx);
      const first = request && (await this.#findMadeBy(tx, request));
      if (first) return first;
      const row = await create(tx);
      if (!request) return row;
      const { key: idempotencyKey, digest: idempotencyDigest } = request;
      return tx.animation.update({ where: { id: row.id }, data: { idempotencyKey, idempotencyDigest } });
    });
    return whenThereIsRoom(creation);
  }

  async #add(
    tx: Prisma.TransactionClient,
    image: Image,
    settings: AnimationSettings,
    { mayReuse, pictureIds, ...more }: Details,
  ): Promise<Animation> {
    const { finished, listener } = this.#parts;
    const projectId = this.#projectId;
    const photo = { width: image.widthPixels, height: image.heightPixels };
    const plan = planSettings(photo, settings);
    const digests = finished.digestsOf(image, settings);
    const twin = mayReuse
      ? await finished.find(tx, projectId, digests.renderDigest, plan.outputs.length)
      : null;
    if (!twin) await this.#requireRoom(tx, more.keyId);
    const framesTotal = countFrames(settings);
    const turn = twin ? 0 : await nextTurn(tx, { projectId, priority: more.priority });
    const row = await tx.animation.create({
      data: {
        ...more,
        projectId,
        turn,
        imageId: image.id,
        settings,
        framesTotal,
        videoPixels: costOf(plan) * framesTotal,
        lastSequence: 1,
        ...digests,
        pictures: { create: pictureIds.map((imageId) => ({ imageId })) },
        ...(twin && resultOf(twin)),
      },
    });
    if (twin) {
      await store(tx, row, { type: 'ended', status: 'SUCCEEDED', failure: null });
      await listener.announceEnd(tx, row);
      return row;
    }
    const position = await positionAt(tx, row);
    await store(tx, row, { type: 'queue-position', position });
    if (position < announcedPlaces) await announcePositions(tx, row);
    await notify(tx, 'queueChanges');
    await notify(tx, 'queue');
    return row;
  }

  /**
   * Pictures may have been deleted since the settings were read, or may be masks for another photo.
   * @returns their row ids, each once
   * @throws UserError NOT_FOUND or INVALID_SETTINGS with the path of the first picture that was deleted or has another
   *   aspect ratio
   */
  async #requirePictures(
    tx: Prisma.TransactionClient,
    photo: Pick<Image, 'widthPixels' | 'heightPixels'>,
    pictures: NonNullable<NewAnimation['pictures']>,
  ): Promise<string[]> {
    if (pictures.length === 0) return [];
    const ids = [...new Set(pictures.map(({ imageId }) => imageId))];
    const where = { id: { in: ids }, projectId: this.#projectId };
    const select = { id: true, widthPixels: true, heightPixels: true };
    const found = new Map((await tx.image.findMany({ where, select })).map((row) => [row.id, row]));
    const size = { width: photo.widthPixels, height: photo.heightPixels };
    for (const { imageId, path } of pictures) {
      const mask = found.get(imageId);
      if (!mask) throw notFound('Image', imageId, { path });
      const fault = aspectFault(mask, size);
      if (fault) throw new UserError('INVALID_SETTINGS', `${path.join('.')}: ${fault}`, { path });
    }
    return ids;
  }

  /**
   * Animations with the same motion in other lights: the newest of each light that has not failed, at most
   * {@link mostCompanions}.
   */
  async companionsOf(row: Pick<Animation, 'motionDigest' | 'renderDigest'>): Promise<Animation[]> {
    return this.#parts.companions.of(this.#projectId, row);
  }

  /** Its position in the queue, 1 is next; null unless queued. */
  async queuePosition(id: string): Promise<number | null> {
    return this.#parts.places.positionOf(id);
  }

  /**
   * Since when the process that renders it has sent no heartbeat; null unless it is running and 30 seconds have passed.
   */
  async stallOf(id: string): Promise<Stall | null> {
    return this.#parts.feeds.stalls.of(id);
  }

  /** Whether it has ended with an event of at most this sequence. */
  async hasEndedBy(id: string, sequence: number): Promise<boolean> {
    const select = { finishedAt: true, lastSequence: true };
    const row = await this.#parts.prisma.animation.findUnique({ where: this.#own(id), select });
    return row !== null && row.finishedAt !== null && row.lastSequence <= sequence;
  }

  /** Estimated start; null if unknown, or unless queued. */
  async estimatedStartAt(id: string): Promise<Date | null> {
    return this.#parts.places.estimatedStartOf(id);
  }

  /**
   * A snapshot, then events up to and including the end event. With `after`, the snapshot is followed by the stored
   * events after that sequence. However many read an animation, each event is read from the database once; a slow
   * reader costs no memory, and gets a new snapshot with `isMissed` in place of missed events. Returning the iterator
   * or aborting the signal frees everything at once and ends it without an error; so does closing Driftscape.
   * @throws UserError NOT_FOUND at the first step
   */
  events(id: string, options: EventStreamOptions = {}): AsyncIterableIterator<AnimationEvent> {
    return streamEvents(this.#parts.feeds, { id, projectId: this.#projectId }, options);
  }

  #own(id: string) {
    return { id, projectId: this.#projectId };
  }

  async #findMadeBy(tx: Prisma.TransactionClient, request: KeyedRequest): Promise<Animation | null> {
    const made = { projectId: this.#projectId, idempotencyKey: request.key };
    const first = await tx.animation.findUnique({ where: { projectId_idempotencyKey: made } });
    if (first) requireSameRequest(request, first.idempotencyDigest, { type: 'Animation', id: first.id });
    return first;
  }

  /** @throws UserError QUEUE_FULL */
  async #requireRoom(tx: Prisma.TransactionClient, keyId: string | null): Promise<void> {
    const { maxQueued } = this.#parts;
    if (maxQueued === 0) return;
    const where = { projectId: this.#projectId, keyId, status: 'QUEUED' as const };
    if ((await tx.animation.count({ where })) < maxQueued) return;
    const message = `Expected at most ${maxQueued} of your animations in the queue, which is full; wait until some have begun, or cancel some`;
    throw new UserError('QUEUE_FULL', message, { isRetryable: true });
  }
}
