import { credentialsOf } from './credentials.ts';
import type { Document } from './document.ts';
import { DriftscapeError, expectSuccess } from './errors.ts';
import { eventStream } from './event-stream.ts';
import {
  type AnimationEnded,
  type AnimationEvent,
  type FollowOptions,
  follow,
  type Transport,
} from './follow.ts';
import { operations } from './generated/operations.ts';
import type {
  AnimationFieldsFragment,
  AnimationSettingsInput,
  CreateAnimationInput,
} from './generated/types.ts';
import { newKey } from './idempotency-key.ts';
import { addressOf, type Connection, reasonIn, refusalOf, send, unreachable } from './send.ts';
import { type Image, type UploadOptions, upload } from './upload.ts';

export interface ClientOptions extends Connection {
  /** Transport of events: server-sent events by default, or `webSocket` of `@driftscape/client/websocket`. */
  transport?: Transport;
}

export interface AnimateOptions extends Pick<CreateAnimationInput, 'priority' | 'reuse'> {
  /**
   * Idempotency key: requests with the same key create only one animation, even from different processes. Default: a
   * random key.
   */
  idempotencyKey?: string;
  signal?: AbortSignal;
}

export type Animation = AnimationFieldsFragment;

/** An animation that has succeeded: it has a video. */
export type FinishedAnimation = AnimationEnded['animation'] & {
  video: NonNullable<AnimationEnded['animation']['video']>;
};

/**
 * A client of a Driftscape server, for browsers and Node. Every method throws a {@link DriftscapeError} on failure, and the reason of
 * its `signal` when that aborts.
 */
export class DriftscapeClient {
  readonly #options: ClientOptions;

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  /** Sends any operation: one of `operations`, or a custom document. @returns its data, unchanged */
  request<Data, Variables>(
    document: Document<Data, Variables>,
    variables: Variables,
    { signal }: { signal?: AbortSignal } = {},
  ): Promise<Data> {
    return send(this.#options, document, variables, signal);
  }

  /** Uploads a photo, or lets the server download it from a URL. */
  upload(photo: Blob | URL, options?: UploadOptions): Promise<Image> {
    return upload(this.#options, photo, options);
  }

  /**
   * Creates an animation of an uploaded photo. @returns its current state: queued, or succeeded if an existing video
   * was reused
   */
  async animate(
    imageId: string,
    settings: AnimationSettingsInput = {},
    { signal, idempotencyKey = newKey(), ...rest }: AnimateOptions = {},
  ): Promise<Animation> {
    const input = { imageId, settings, idempotencyKey, ...rest };
    const { createAnimation } = await send(this.#options, operations.createAnimation, { input }, signal);
    return expectSuccess(createAnimation).animation;
  }

  /** Every event of an animation, exactly once and in order, across reconnects; the last one is its end. */
  follow(id: string, options?: FollowOptions): AsyncGenerator<AnimationEvent, void> {
    return follow(this.#options, this.#options.transport ?? eventStream, id, options);
  }

  /** Waits for the end of an animation. @throws DriftscapeError with the code of its failure unless it succeeds */
  async finished(id: string, options?: FollowOptions): Promise<FinishedAnimation> {
    for await (const event of this.follow(id, options)) {
      if (event.__typename !== 'AnimationEnded') continue;
      if (event.status === 'SUCCEEDED') return event.animation as FinishedAnimation;
      const { code = 'CANCELED', message = 'The animation was canceled', isRetryable } = event.failure ?? {};
      throw new DriftscapeError(message, { code, isRetryable });
    }
    throw new Error('Expected an end of the animation');
  }

  /** Cancels a queued or running animation. */
  async cancel(animationId: string): Promise<Animation> {
    const { cancelAnimation } = await send(this.#options, operations.cancelAnimation, {
      input: { animationId },
    });
    return expectSuccess(cancelAnimation).animation;
  }

  /**
   * Creates a token with which a page can follow one animation and show its files without the API key.
   * @param lifetimeSeconds lifetime of the token, in seconds
   */
  async tokenFor(animationId: string, lifetimeSeconds?: number): Promise<string> {
    const input = { animationId, lifetimeSeconds };
    const { createAnimationToken } = await send(this.#options, operations.createAnimationToken, { input });
    return expectSuccess(createAnimationToken).animationToken.token;
  }

  /**
   * Fetches a file of the server, such as a finished video, with the key if there is one. Read its `body`, or its
   * `blob()`.
   */
  async fetchFile(given: string, { signal }: { signal?: AbortSignal } = {}): Promise<Response> {
    const { fetch: get = fetch, reach } = this.#options;
    const url = reach?.(given) ?? given;
    // In a page, the URLs of the file and of the API may be relative.
    const page = globalThis.location?.href;
    if (!URL.canParse(url, page)) {
      const message = `Expected the complete URL of a file, but received "${url}"`;
      throw new DriftscapeError(message, { code: 'BAD_USER_INPUT' });
    }
    // Never send the key to another server.
    const isOurs = new URL(url, page).origin === addressOf(this.#options).origin;
    const headers = isOurs ? await credentialsOf(this.#options) : {};
    const isLost = unreachable(`${url} cannot be reached`, signal);
    const response = await get(url, { headers, signal }).catch(isLost);
    const { ok, status } = response;
    if (ok) return response;
    const message = reasonIn(await response.text().catch(isLost)) || `${url} answered with status ${status}`;
    const isGone = status === 404 || status === 410;
    throw new DriftscapeError(message, { ...refusalOf(response), ...(isGone && { code: 'NOT_FOUND' }) });
  }
}
