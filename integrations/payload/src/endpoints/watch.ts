import { ReadableStream } from 'node:stream/web';
import { setTimeout } from 'node:timers/promises';
import type { DriftscapeClient } from '@driftscape/client';
import type { CollectionSlug, Endpoint, PayloadRequest } from 'payload';
import { messageOf } from '../driftscape.ts';
import { type AnimationOfDocument, isUnderWay, type PhotoDocument } from '../fields.ts';
import type { Settled } from '../options.ts';
import type { PanelState } from '../panel/state.ts';
import type { Settlement } from '../settlement.ts';
import { findPhoto } from './photo.ts';
import { noProgress, type Progress, progressAfter } from './progress.ts';

/** How often the photo is read, which is the delay for changes by others. */
const lookMs = 1_000;

/**
 * `GET /api/<collection>/<id>/driftscape/events`: the state of a photo's video, now and on every change, as server-sent
 * events, for users who may see the photo.
 */
export function watchEndpoint(
  options: Settled,
  collection: CollectionSlug,
  client: DriftscapeClient,
  settlement: Settlement,
): Omit<Endpoint, 'root'> {
  return {
    path: '/:id/driftscape/events',
    method: 'get',
    handler: async (req) => {
      if (!(await findPhoto(req, collection))) {
        return Response.json(
          { message: 'This photo does not exist, or you may not see it.' },
          { status: 404 },
        );
      }
      const watch = new Watch(req, options, collection, client, settlement);
      const headers = {
        'content-type': 'text/event-stream',
        // Compression or a proxy would delay events.
        'cache-control': 'no-cache, no-transform',
        'x-accel-buffering': 'no',
      };
      const body = ReadableStream.from(encoded(watch.states()));
      return new Response(body as globalThis.ReadableStream, { headers });
    },
  };
}

async function* encoded(states: AsyncIterable<PanelState | null>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  // Something is sent each time, because only sending shows that the reader has gone.
  for await (const state of states) {
    yield encoder.encode(state ? `data: ${JSON.stringify(state)}\n\n` : ':\n\n');
  }
}

/** Watches a photo for one reader, and follows its rendering. */
class Watch {
  readonly #req: PayloadRequest;
  readonly #options: Settled;
  readonly #collection: CollectionSlug;
  readonly #client: DriftscapeClient;
  readonly #settlement: Settlement;
  readonly #stop = new AbortController();
  readonly #urls = new Map<number | string, string | null>();
  #progress: Progress = noProgress;
  #followed: string | null = null;
  #news = Promise.withResolvers<void>();

  constructor(
    req: PayloadRequest,
    options: Settled,
    collection: CollectionSlug,
    client: DriftscapeClient,
    settlement: Settlement,
  ) {
    this.#req = req;
    this.#options = options;
    this.#collection = collection;
    this.#client = client;
    this.#settlement = settlement;
  }

  /** Each state that differs from the previous one; null if it does not. */
  async *states(): AsyncGenerator<PanelState | null> {
    let before = '';
    try {
      while (true) {
        const photo = await findPhoto(this.#req, this.#collection);
        if (photo) this.#follow(photo.animation);
        const state = await this.#stateOf(photo);
        const text = JSON.stringify(state);
        yield text === before ? null : state;
        before = text;
        if (!photo) return;
        await Promise.race([this.#news.promise, setTimeout(lookMs, undefined, { ref: false })]);
        this.#news = Promise.withResolvers();
      }
    } finally {
      this.#stop.abort();
    }
  }

  async #stateOf(photo: PhotoDocument | null): Promise<PanelState> {
    const { animation } = photo ?? {};
    return {
      ...(isUnderWay(animation) ? this.#progress : noProgress),
      key: animation?.key ?? null,
      status: photo ? (animation?.status ?? null) : 'deleted',
      failure: animation?.failure ?? null,
      video: await this.#urlOf(animation?.video),
      poster: await this.#urlOf(animation?.poster),
      settings: animation?.settings ?? {},
      hasPrevious: Boolean(animation?.previous?.video),
    };
  }

  async #urlOf(id: number | string | null | undefined): Promise<string | null> {
    if (!id) return null;
    const known = this.#urls.get(id);
    if (known !== undefined) return known;
    const { outputs: collection } = this.#options;
    const file = await this.#req.payload.findByID({ collection, id, depth: 0, disableErrors: true });
    const url = (file as { url?: string } | null)?.url ?? null;
    this.#urls.set(id, url);
    return url;
  }

  #follow(animation: AnimationOfDocument | null | undefined): void {
    const { key, animationId } = animation ?? {};
    if (!key || key === this.#followed) return;
    this.#progress = noProgress;
    if (!animationId || !isUnderWay(animation)) return;
    this.#followed = key;
    this.#followToEnd(key, animationId).catch((error) => {
      if (this.#stop.signal.aborted) return;
      this.#progress = { ...this.#progress, words: messageOf(error) };
      this.#req.payload.logger.warn(error);
      // Retried at the next check.
      this.#followed = null;
    });
  }

  async #followToEnd(key: string, animationId: string): Promise<void> {
    for await (const event of this.#client.follow(animationId, { signal: this.#stop.signal })) {
      if (key !== this.#followed) return;
      this.#progress = progressAfter(this.#progress, event);
      this.#news.resolve();
      if (event.__typename !== 'AnimationEnded') continue;
      // The webhook reports it too; the first of both stores the files.
      const { status, failure, animation } = event;
      await this.#settlement.apply(this.#req.payload, key, { ...animation, status, failure });
      this.#news.resolve();
    }
  }
}
