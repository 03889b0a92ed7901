import { DriftscapeClient } from '@driftscape/client';
import { AnimationLifecycle, receive, wordsFor } from '../../../lifecycle/src/index.ts';
import { DirectusCms } from './cms.ts';
import type { Directus } from './directus.ts';
import { fields, prepare } from './fields.ts';
import type { Options } from './options.ts';
import type { DirectusRow } from './rows.ts';

/** How often to check for photos whose event was lost. */
const sweepMs = 60_000;

/** Result of the operation for a photo. */
interface State {
  file: string;
  status: string;
  words: string;
}

/** Connects Directus's events with the lifecycle of animations. */
export class Driftscape {
  readonly #options: Options;
  readonly #cms: DirectusCms;
  readonly #lifecycle: AnimationLifecycle<DirectusRow>;
  #isBusy = false;
  #sweptAt = 0;

  private constructor(directus: Directus, site: string, options: Options) {
    this.#options = options;
    this.#cms = new DirectusCms(directus, site);
    this.#lifecycle = new AnimationLifecycle(
      new DriftscapeClient({ url: options.url, token: options.apiKey }),
      this.#cms,
      options.settings,
    );
  }

  /** Creates missing tables and fields. */
  static async open(directus: Directus, options: Options): Promise<Driftscape> {
    await prepare(directus);
    const { project_id } = (await directus.database('directus_settings').first('project_id')) ?? {};
    if (!project_id)
      throw new Error('Expected Directus to have a project id: run `directus database migrate:latest`');
    return new Driftscape(directus, `directus/${project_id}`, options);
  }

  /** Takes all steps that are due; does nothing while an earlier call is still running. */
  async tick(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      if (Date.now() - this.#sweptAt >= sweepMs) {
        await this.#cms.addMissing();
        this.#sweptAt = Date.now();
      }
      await this.#lifecycle.stepAll();
    } finally {
      this.#isBusy = false;
    }
  }

  /** Handles a message. @returns the status of the response */
  async receive(body: string, headers: Record<string, string | string[] | undefined>): Promise<number> {
    const { status, row } = receive(this.#cms.site, this.#options.webhookSecret, body, headers);
    if (row !== undefined) await this.#cms.wake(row);
    return status;
  }

  /** Call it when files may have been selected, replaced or deleted. */
  async changed(ids: string[]): Promise<void> {
    for (const id of ids) {
      const file = await this.#cms.readFile(id);
      if (file?.[fields.wanted]) await this.#cms.add(id);
      const row = await this.#cms.find(id);
      if (!row) continue;
      if (row.key) await this.#lifecycle.detachStale(row);
      await this.#cms.wake(row.id);
    }
  }

  /**
   * Requests a photo's video; if an earlier one failed, under a new key. Files that are not pictures are ignored,
   * because flows run for every file.
   * @throws Error if there is no such file
   */
  async make(id: string): Promise<State> {
    const file = await this.#cms.readFile(id);
    if (!file) throw new Error(`Expected the id of a file, got ${id}`);
    if (!file.type?.startsWith('image/'))
      return { file: id, status: 'skipped', words: 'This is not a photo.' };
    await this.#cms.want(id);
    await this.#cms.add(id);
    const row = await this.#cms.find(id);
    if (!row) throw new Error('The photo was taken away at this moment');
    if (row.status === 'failed' || row.status === 'canceled') {
      await this.#cms.write(row.id, { attempt: row.attempt + 1 });
      await this.#cms.wake(row.id);
    }
    return { file: id, status: row.status, words: wordsFor(row) };
  }
}
