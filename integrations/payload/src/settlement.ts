import { parse } from 'node:path';
import type { DriftscapeClient } from '@driftscape/client';
import type { CollectionSlug, Payload } from 'payload';
import type { Outcome } from './driftscape.ts';
import { type AnimationOfDocument, type AnimationStatus, isUnderWay, type PhotoDocument } from './fields.ts';
import type { Settled } from './options.ts';

/** Stores the results of animations in the documents that requested them. */
export class Settlement {
  readonly #options: Settled;
  readonly #client: DriftscapeClient;
  /** The last operation for each key: deliveries of the same result run one after another. */
  readonly #underWay = new Map<string, Promise<unknown>>();

  constructor(options: Settled, client: DriftscapeClient) {
    this.#options = options;
    this.#client = client;
  }

  /**
   * Stores a result in the document whose animation has this key; does nothing if it has already ended.
   * @param animationId Driftscape's id of it, for following it
   * @returns false if there is no such document
   */
  apply(payload: Payload, key: string, outcome: Outcome, animationId?: string): Promise<boolean> {
    return this.inTurn(key, async () => {
      const found = await this.#find(payload, key);
      if (!found) return false;
      if (!isUnderWay(found.photo.animation)) return true;
      const described = await this.#describe(payload, key, found.photo, outcome);
      // Fetching files takes a while: the photo may have been replaced or deleted meanwhile.
      const now = await this.#find(payload, key);
      if (now) await this.#update(payload, now, { ...(animationId && { animationId }), ...described });
      return now !== undefined;
    });
  }

  /** Stores what a pending animation is waiting for. */
  async note(payload: Payload, key: string, failure: string): Promise<void> {
    await this.inTurn(key, async () => {
      const found = await this.#find(payload, key);
      if (found && isUnderWay(found.photo.animation)) await this.#update(payload, found, { failure });
      return found !== undefined;
    });
  }

  /** Stores why there will be no animation. */
  async fail(payload: Payload, key: string, failure: string): Promise<void> {
    const nothing = { video: null, poster: null };
    await this.apply(payload, key, { status: 'FAILED', ...nothing, failure: { message: failure } });
  }

  async #describe(
    payload: Payload,
    key: string,
    photo: PhotoDocument,
    { status, video, poster, failure }: Outcome,
  ): Promise<AnimationOfDocument> {
    if (status !== 'SUCCEEDED' || !video || !poster) {
      return { status: statusOf(status), failure: failure?.message ?? null };
    }
    const { name } = parse(photo.filename);
    const { animation } = photo;
    const { video: videoBefore, poster: posterBefore, madeWith } = animation ?? {};
    return {
      status: 'succeeded',
      failure: null,
      madeWith: animation?.settings ?? null,
      ...(videoBefore && { previous: { video: videoBefore, poster: posterBefore, madeWith } }),
      video: await this.#store(payload, `${key}/video`, video.url, `${name}.mp4`, 'video/mp4'),
      poster: await this.#store(payload, `${key}/poster`, poster.url, `${name}-poster.jpg`, 'image/jpeg'),
    };
  }

  /** Stores a finished file, unless an earlier attempt has. @returns the id of its document */
  async #store(
    payload: Payload,
    source: string,
    url: string,
    name: string,
    mimetype: string,
  ): Promise<number | string> {
    const collection = this.#options.outputs;
    const where = { source: { equals: source } };
    const { docs } = await payload.find({ collection, where, limit: 1, depth: 0 });
    if (docs[0]) return docs[0].id;
    const data = Buffer.from(await (await this.#client.fetchFile(url)).arrayBuffer());
    const file = { data, mimetype, name, size: data.length };
    return (await payload.create({ collection, data: { source }, file })).id;
  }

  async #find(payload: Payload, key: string) {
    for (const collection of this.#options.uploadCollections) {
      const where = { 'animation.key': { equals: key } };
      const { docs } = await payload.find({ collection, where, limit: 1, depth: 0 });
      if (docs[0]) return { collection, photo: docs[0] as unknown as PhotoDocument };
    }
    return undefined;
  }

  async #update(
    payload: Payload,
    { collection, photo }: { collection: CollectionSlug; photo: PhotoDocument },
    animation: AnimationOfDocument,
  ): Promise<void> {
    await payload.update({
      collection,
      id: photo.id,
      data: { animation: { ...photo.animation, ...animation } },
    });
  }

  /** Runs operations on one key, or on one photo, one after another. */
  async inTurn<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.#underWay.get(key) ?? Promise.resolve();
    const current = before.catch(() => {}).then(work);
    this.#underWay.set(key, current);
    try {
      return await current;
    } finally {
      if (this.#underWay.get(key) === current) this.#underWay.delete(key);
    }
  }
}

function statusOf(status: Outcome['status']): AnimationStatus {
  return status === 'QUEUED' || status === 'RUNNING'
    ? 'requested'
    : (status.toLowerCase() as AnimationStatus);
}
