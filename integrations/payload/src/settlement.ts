import { parse } from 'node:path';
import type { CollectionSlug, Payload } from 'payload';
import type { DriftscapeClient, Outcome } from './client.ts';
import type { AnimationOfDocument, AnimationStatus, PhotoDocument } from './fields.ts';
import type { Settled } from './options.ts';

/** Writes what became of animations into the documents that asked for them. */
export class Settlement {
  readonly #options: Settled;
  readonly #client: DriftscapeClient;
  /** The last work on each key: deliveries of the same news wait for one another. */
  readonly #underWay = new Map<string, Promise<boolean>>();

  constructor(options: Settled, client: DriftscapeClient) {
    this.#options = options;
    this.#client = client;
  }

  /**
   * Writes an outcome into the document whose animation has this key; nothing, if that has ended before.
   * @returns whether there is such a document
   */
  apply(payload: Payload, key: string, outcome: Outcome): Promise<boolean> {
    return this.#inTurn(key, async () => {
      const found = await this.#find(payload, key);
      if (!found) return false;
      if (hasEnded(found.photo.animation)) return true;
      const animation = await this.#describe(payload, key, found.photo, outcome);
      await this.#update(payload, found, animation);
      return true;
    });
  }

  /** Writes why there will be no animation. */
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
    return {
      status: 'succeeded',
      failure: null,
      video: await this.#store(payload, `${key}/video`, video.url, `${name}.mp4`, 'video/mp4'),
      poster: await this.#store(payload, `${key}/poster`, poster.url, `${name}-poster.jpg`, 'image/jpeg'),
    };
  }

  /** Stores a finished file, unless an earlier try has. @returns the id of its document */
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
    const data = await this.#client.fetchFile(url);
    const file = { data, mimetype, name, size: data.length };
    return (await payload.create({ collection, data: { source }, file })).id;
  }

  async #find(payload: Payload, key: string) {
    for (const collection of this.#options.collections) {
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

  async #inTurn(key: string, work: () => Promise<boolean>): Promise<boolean> {
    const before = this.#underWay.get(key) ?? Promise.resolve(false);
    const current = before.catch(() => false).then(work);
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

function hasEnded(animation: PhotoDocument['animation']): boolean {
  return !['waiting', 'requested'].includes(animation?.status ?? 'waiting');
}
