import { DriftscapeClient } from '@driftscape/client';
import { AnimationLifecycle, Clock, receive, type Status, wordsFor } from '../../../lifecycle/src/index.ts';
import { StrapiCms } from './cms.ts';
import type { StrapiRow } from './content-type.ts';
import type { Options } from './options.ts';
import type { DocumentContext, Entry, Strapi } from './strapi.ts';

/** Actions after which a photo may have been published, replaced or removed. */
const telling = new Set(['create', 'update', 'publish', 'unpublish', 'delete', 'discardDraft', 'clone']);

/** Connects Strapi's events with the lifecycle of animations. */
export class Driftscape {
  readonly #strapi: Strapi;
  readonly #options: Options;
  readonly #cms: StrapiCms;
  readonly #lifecycle: AnimationLifecycle<StrapiRow>;
  readonly #clock: Clock;

  /** @param site identifies this Strapi among those that share a Driftscape server */
  constructor(strapi: Strapi, site: string, options: Options) {
    this.#strapi = strapi;
    this.#options = options;
    this.#cms = new StrapiCms(strapi, site, options);
    const client = new DriftscapeClient({ url: options.url, token: options.apiKey });
    this.#lifecycle = new AnimationLifecycle(client, this.#cms, options.settings);
    this.#clock = new Clock(
      () => this.#lifecycle.stepAll(),
      2_000,
      (error) => strapi.log.error(`driftscape: ${error}`),
    );
  }

  start(): void {
    this.#strapi.documents.use((context, next) => this.#document(context, next));
    this.#strapi.db.lifecycles.subscribe({
      models: ['plugin::upload.file'],
      afterUpdate: ({ params }: Entry) => this.#fileChanged(params.where?.id),
      afterDelete: ({ params }: Entry) => this.#fileChanged(params.where?.id),
    });
    this.#clock.start();
  }

  stop(): Promise<void> {
    return this.#clock.stop();
  }

  /** Handles a message. @returns the status of the response */
  async receive(body: string, headers: Record<string, string | string[] | undefined>): Promise<number> {
    const { status, row } = receive(this.#cms.site, this.#options.webhookSecret, body, headers);
    if (row !== undefined) await this.#cms.wake(row);
    return status;
  }

  /** The status of an entry's animation for an editor; null if there is none. */
  async state(uid: string, entry: string, locale = ''): Promise<{ status: Status; words: string } | null> {
    const row = await this.#cms.find(uid, entry, locale);
    return row && { status: row.status, words: wordsFor(row) };
  }

  /** Requests a failed animation again, under a new key. */
  async tryAgain(uid: string, entry: string, locale = ''): Promise<void> {
    const row = await this.#cms.find(uid, entry, locale);
    if (!row) return;
    if (row.status === 'failed' || row.status === 'canceled') {
      await this.#cms.write(row.id, { attempt: row.attempt + 1 });
    }
    await this.#cms.wake(row.id);
  }

  /** Writes the row in the transaction that saves the entry, so that neither exists without the other. */
  async #document({ uid, action, params }: DocumentContext, next: () => Promise<Entry>): Promise<Entry> {
    if (!this.#options.contentTypes[uid] || !telling.has(action)) return next();
    return this.#strapi.db.transaction(async () => {
      const result = await next();
      const entries: Entry[] = result?.entries ?? result?.versions ?? [result];
      const targets = new Map<string, [entry: string, locale: string]>();
      for (const saved of entries) {
        const entry = saved?.documentId ?? params.documentId;
        if (entry) targets.set(`${entry}/${saved?.locale ?? ''}`, [entry, saved?.locale ?? '']);
      }
      for (const [entry, locale] of targets.values()) await this.#changed(uid, entry, locale);
      return result;
    });
  }

  async #changed(uid: string, entry: string, locale: string): Promise<void> {
    await this.#cms.wakeEntry(uid, entry, locale);
    const row = await this.#cms.find(uid, entry, locale);
    if (row?.key) await this.#lifecycle.detachStale(row);
  }

  /** @param id a number, or its text, as in requests of the media library */
  async #fileChanged(id: unknown): Promise<void> {
    const photo = Number(id);
    if (!Number.isInteger(photo)) return;
    for (const row of await this.#cms.findAll({ photo })) {
      if (row.key) await this.#lifecycle.detachStale(row);
      await this.#cms.wake(row.id);
    }
  }
}
