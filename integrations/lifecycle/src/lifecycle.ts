import { parse } from 'node:path';
import { type Animation, type DriftscapeClient, DriftscapeError, operations } from '@driftscape/client';
import type { Cms, Made } from './cms.ts';
import { keyOf } from './key.ts';
import { fresh, hasEnded, never, type Row } from './row.ts';

const minute = 60_000;
const hour = 60 * minute;
/** How long a step may take before another process takes over. */
const lease = 10 * minute;

/** `AnimationSettingsInput` of Driftscape's schema. */
export type Settings = Parameters<DriftscapeClient['animate']>[1];

/**
 * The lifecycle of animations in a CMS: each call of {@link step} takes a row to its next state. Every step may be
 * lost, repeated, or run in two processes at once without harm.
 */
export class AnimationLifecycle<Of extends Row> {
  readonly #client: DriftscapeClient;
  readonly #cms: Cms<Of>;
  readonly #settings: Settings;

  constructor(client: DriftscapeClient, cms: Cms<Of>, settings: Settings = {}) {
    this.#client = client;
    this.#cms = cms;
    this.#settings = settings;
  }

  /** Takes all steps that are due. */
  async stepAll(): Promise<void> {
    for (const row of await this.#cms.due(Date.now())) {
      const until = Date.now() + lease;
      if (await this.#cms.claim(row, until)) await this.step({ ...row, dueAt: until });
    }
  }

  /**
   * Takes the next step of a claimed row. If Driftscape cannot be reached, it is due again after 5 s, 10 s, 20 s … an
   * hour.
   */
  async step(row: Of): Promise<void> {
    let current = row;
    try {
      const photo = await this.#cms.photo(row);
      const key = photo && (await keyOf(this.#cms.site, row.id, photo, row.attempt));
      if (current.key && current.key !== key) current = await this.#giveUp(current);
      if (!photo) return await this.#cms.remove(current);
      if (!current.key) current = await this.#change(current, { key });
      if (current.status === 'succeeded') await this.#cms.showAgain(current);
      if (hasEnded(current)) return await this.#endStep(current, { dueAt: never });
      const animation = await this.#ask(current, photo);
      current = await this.#change(current, { animationId: animation.id });
      await this.#endStep(current, await this.#after(current, photo, animation));
    } catch (error) {
      await this.#endStep(current, afterFault(current, error));
    }
  }

  /** Removes an earlier picture's files immediately, without asking Driftscape; for when a photo is replaced. */
  async detachStale(row: Of): Promise<void> {
    const photo = await this.#cms.photo(row);
    const key = photo && (await keyOf(this.#cms.site, row.id, photo, row.attempt));
    if (row.key !== key) await this.#cms.detach(row);
  }

  /** Cancels a requested animation and removes its files. */
  async #giveUp(row: Of): Promise<Of> {
    if (row.animationId && !hasEnded(row)) await this.#cancel(row.animationId);
    await this.#cms.detach(row);
    // An editor may request a retry at the same time.
    const { attempt, ...begun } = fresh;
    return this.#change(row, begun);
  }

  async #cancel(animationId: string): Promise<void> {
    try {
      await this.#client.cancel(animationId);
    } catch (error) {
      // It may have been deleted.
      if (isTransient(error)) throw error;
    }
  }

  async #ask({ status, key, animationId }: Of, photo: File): Promise<Animation> {
    const idempotencyKey = key as string;
    if (status === 'waiting' || !animationId) {
      const image = await this.#client.upload(photo, { name: photo.name, idempotencyKey });
      return this.#client.animate(image.id, this.#settings, { idempotencyKey });
    }
    const { animation } = await this.#client.request(operations.animation, { id: animationId });
    if (!animation)
      throw new DriftscapeError('Driftscape no longer has this animation', { code: 'NOT_FOUND' });
    return animation;
  }

  /** @returns the changes of the row after a response */
  async #after(row: Of, photo: File, animation: Animation): Promise<Partial<Row>> {
    const answered = { tries: 0, problem: null };
    switch (animation.status) {
      case 'QUEUED':
      case 'RUNNING':
        // Usually the webhook comes earlier; this is in case it was lost.
        return { ...answered, status: 'requested', dueAt: Date.now() + hour };
      case 'SUCCEEDED':
        return (await this.#store(row, photo, animation))
          ? { ...answered, status: 'succeeded', failure: null, dueAt: never }
          : { ...answered, status: 'requested', dueAt: Date.now() };
      default: {
        const failure = animation.failure?.message ?? 'The animation was canceled';
        return {
          ...answered,
          status: animation.status === 'FAILED' ? 'failed' : 'canceled',
          failure,
          dueAt: never,
        };
      }
    }
  }

  /** @returns false if the photo was replaced meanwhile */
  async #store(row: Of, { name }: File, { video, poster }: Animation): Promise<boolean> {
    const base = `${parse(name).name}-living`;
    const [made, still] = [
      video && { ...video, bytes: await this.#fetch(video.url), name: `${base}.mp4` },
      poster && { ...poster, bytes: await this.#fetch(poster.url), name: `${base}.jpg` },
    ] satisfies (Made | null)[];
    if (!made) throw new Error('Expected a video');
    const now = await this.#cms.photo(row);
    if (!now || (await keyOf(this.#cms.site, row.id, now, row.attempt)) !== row.key) return false;
    await this.#cms.attach(row, made, still);
    return true;
  }

  async #fetch(url: string): Promise<Blob> {
    return (await this.#client.fetchFile(url)).blob();
  }

  async #change(row: Of, changes: Partial<Row>): Promise<Of> {
    await this.#cms.write(row.id, changes);
    return { ...row, ...changes };
  }

  /** Stores a step's result, and `dueAt` unless another step was requested meanwhile. */
  async #endStep(row: Of, { dueAt = never, ...changes }: Partial<Row>): Promise<void> {
    await this.#cms.write(row.id, changes);
    await this.#cms.claim(row, dueAt);
  }
}

function afterFault({ tries }: Row, error: unknown): Partial<Row> {
  const problem = error instanceof Error ? error.message : String(error);
  if (!isTransient(error)) return { status: 'failed', failure: problem, problem: null, dueAt: never };
  const wait = Math.min(hour, 5_000 * 2 ** Math.min(tries, 20));
  return { problem, tries: tries + 1, dueAt: Date.now() + wait };
}

/**
 * Wrong keys can be fixed by the administrator, and errors of the CMS are assumed transient, so the request is kept.
 */
function isTransient(error: unknown): boolean {
  if (!(error instanceof DriftscapeError)) return true;
  return error.isRetryable || ['UNAUTHENTICATED', 'FORBIDDEN', 'INTERNAL_SERVER_ERROR'].includes(error.code);
}
