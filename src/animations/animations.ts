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
import type { EndListener } from './life/end-listener.ts';
import type { JobLife } from './life/job-life.ts';
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
  /** Presets already resolved to codes; checked here. */
  settings: AnimationSettingsInput;
  /** What the settings name by its SHA-256: the pictures' row ids, and where in the settings each stands. */
  pictures?: readonly { imageId: string; path: readonly string[] }[];
  /** Makes the request safe to repeat: the same one gets the animation created by the first. */
  request?: KeyedRequest;
  /** Row id of the API key that asks for it; null, the default, where no keys are asked for. */
  keyId?: string | null;
  /** How soon it wants its turn. Default: NORMAL. */
  priority?: number;
  /** Whether a video that was already made from the same photo, settings and bundle will do. Default: it will. */
  mayReuse?: boolean;
}

export interface RetryOptions extends Pick<NewAnimation, 'request' | 'keyId'> {
  maxPriority?: number;
}

/** What an animation is made with, beside its photo and its settings. */
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
  life: JobLife;
  places: QueuePlaces;
  feeds: EventFeeds;
  /** How many may wait that one key has asked for, or all together where no keys are asked for. 0: any number. */
  maxQueued: number;
}

/** What callers can ask of the animations of a project. The worker does the rest. */
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
   * Records an animation and puts it in the queue: row and first event in one transaction. One whose video
   * exists already has SUCCEEDED when this returns. A request whose key was used before gets what that made.
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
   * Makes a new animation with the photo and settings of one that has FAILED or been CANCELED; in all else like
   * {@link create}. It has the priority of the first, but none above `maxPriority`.
   * @throws UserError NOT_FOUND, NOT_RETRYABLE, INVALID_SETTINGS when this version takes its settings no more, QUEUE_FULL,
   * STORAGE_FULL, IDEMPOTENCY_CONFLICT
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
   * The animation that a request with this key made before; null when there was none.
   * @throws UserError IDEMPOTENCY_CONFLICT when that request asked for something else
   */
  async findMadeBy(request: KeyedRequest): Promise<Animation | null> {
    return this.#findMadeBy(this.#parts.prisma, request);
  }

  /**
   * Asks an animation to stop. A queued one is CANCELED when this returns. A running one has `cancelRequestedAt`
   * set, stops between two frames, and ends as CANCELED whatever else happens to it; asking again changes nothing.
   * @throws UserError NOT_FOUND, or NOT_CANCELABLE when it has ended
   */
  async cancel(id: string): Promise<Animation> {
    const { prisma, life } = this.#parts;
    return prisma.$transaction(async (tx) => {
      await lockQueue(tx);
      const found = await tx.animation.findUnique({ where: this.#own(id) });
      if (!found) throw notFound('Animation', id);
      const row = await life.pass(tx, id, { type: 'cancel-requested' });
      if (!row) {
        const message = `Expected an animation in the queue or running, but it has ${found.status.toLowerCase()}`;
        throw new UserError('NOT_CANCELABLE', message);
      }
      if (row.status === 'RUNNING') await notify(tx, 'cancel', id);
      return row;
    });
  }

  /** Carries out a request, unless its key was used before: then it gets what that made. */
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
    const twin = mayReuse ? await finished.find(tx, projectId, digests.renderDigest) : null;
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
   * Pictures may have been deleted since the settings were read, and may be masks of another photo.
   * @returns their row ids, each once
   * @throws UserError NOT_FOUND or INVALID_SETTINGS with where in the settings the first stands that is gone or of another aspect
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

  /** Those that move as it does, in other lights: of each light the newest that has not failed, {@link mostCompanions} at most. */
  async companionsOf(row: Pick<Animation, 'motionDigest' | 'renderDigest'>): Promise<Animation[]> {
    return this.#parts.companions.of(this.#projectId, row);
  }

  /** Its place in the queue, 1 is next; null unless queued. */
  async queuePosition(id: string): Promise<number | null> {
    return this.#parts.places.positionOf(id);
  }

  /** Since when the process that renders it has been silent; null unless it is running and has been for 30 seconds. */
  async stallOf(id: string): Promise<Stall | null> {
    return this.#parts.feeds.stalls.of(id);
  }

  /** Whether it has ended, its end being the event of this sequence or one before. */
  async hasEndedBy(id: string, sequence: number): Promise<boolean> {
    const select = { finishedAt: true, lastSequence: true };
    const row = await this.#parts.prisma.animation.findUnique({ where: this.#own(id), select });
    return row !== null && row.finishedAt !== null && row.lastSequence <= sequence;
  }

  /** When it is likely to begin; null when that is unknown, or unless queued. */
  async estimatedStartAt(id: string): Promise<Date | null> {
    return this.#parts.places.estimatedStartOf(id);
  }

  /**
   * A snapshot, then what happens, ending behind the end event. With `after`, stored events behind that sequence come right
   * after the snapshot. However many read an animation, each event is read from the database once; a slow reader costs no
   * memory, and gets a new snapshot with `isMissed` in place of what it missed. Returning the iterator or aborting the signal
   * frees everything at once and ends it without an error; so does closing Driftscape.
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
    const message = `Expected at most ${maxQueued} animations of yours in the queue, and so many wait; wait until some have begun, or cancel some`;
    throw new UserError('QUEUE_FULL', message, { isRetryable: true });
  }
}
