import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { loadConfig } from '../../src/config.ts';
import { type Driftscape, openDriftscape } from '../../src/driftscape.ts';
import type { PictureLook } from '../../src/inference/appearance/picture-look.ts';
import { builtInLooks } from '../../src/inference/built-in-looks.ts';
import type { ClipLight } from '../../src/inference/clip/clip-light.ts';
import type { ClipMotion } from '../../src/inference/clip/clip-motion.ts';
import { requireRowId } from '../../src/resolvers/global-id.ts';
import { type Api, createApi } from '../../src/server/yoga.ts';
import { ScriptedEngine, type ScriptedJob } from '../animations/scripted-engine.ts';
import { ScriptedDraftEngine } from '../drafts/scripted-draft-engine.ts';
import { writeTestBundle } from '../inference/test-bundle.ts';
import { landscape } from '../photo/pictures.ts';
import type { OpenTestDatabase } from '../support/databases.ts';

interface Failure {
  message: string;
  path?: (string | number)[];
  extensions: Record<string, unknown>;
}

// biome-ignore lint/suspicious/noExplicitAny: the answer's shape is the operation's, which only the test knows.
type Data = any;

export interface Answer {
  data: Data;
  errors?: Failure[];
}

/** The light that every picture has on the bench. */
export const pictureLook: PictureLook = {
  look: { land: { mean: [40, 5, 10], covariance: [100, 5, 8, 20, 3, 30] } },
  code: Array(8).fill(0.25),
};

/** What every photo looks like in each light, on the bench. */
export const lightPictures = builtInLooks.map(({ name }) => ({ preset: name, jpeg: Buffer.from(name) }));

/** The motion that every clip has on the bench. */
export const clipMotion: ClipMotion = { code: Array(8).fill(-0.5), speed: 0.6 };
/** And the light. */
export const clipLight: ClipLight = {
  looks: [0, 1].map((at) => ({ at, look: pictureLook.look })),
  codes: [0.1, 0.9].map((value) => Array(8).fill(value)),
};

/** The whole service on its own database, without a socket and with an engine that the test plays. */
export class ApiBench implements AsyncDisposable {
  readonly driftscape: Driftscape;
  readonly #engine: ScriptedEngine;
  /** Makes drafts as the test says. */
  readonly draftEngine: ScriptedDraftEngine;
  readonly logged: string[];
  readonly #api: Api;
  readonly #filesFolder: string;
  readonly #dispose: () => Promise<void>;
  /** Sent along as a bearer's key when there is one. */
  key: string | undefined;

  private constructor(
    driftscape: Driftscape,
    engine: ScriptedEngine,
    draftEngine: ScriptedDraftEngine,
    api: Api,
    logged: string[],
    filesFolder: string,
    dispose: () => Promise<void>,
  ) {
    this.#filesFolder = filesFolder;
    this.driftscape = driftscape;
    this.#engine = engine;
    this.draftEngine = draftEngine;
    this.#api = api;
    this.logged = logged;
    this.#dispose = dispose;
  }

  static async open(
    openTestDatabase: OpenTestDatabase,
    settings: Record<string, string> = {},
  ): Promise<ApiBench> {
    const database = await openTestDatabase();
    const { dataDirectory, databaseUrl } = database.config;
    const config = {
      ...loadConfig({ DATA_DIR: dataDirectory, DATABASE_URL: databaseUrl, ...settings }),
      bundleDirectory: await writeTestBundle(join(dataDirectory, 'bundle')),
      publicUrl: 'https://example.org',
      maxUploadBytes: 1_000_000,
      maxPixels: 10_000_000,
    };
    const logged: string[] = [];
    const log = pino({ level: 'error' }, { write: (line: string) => logged.push(line) });
    const engine = new ScriptedEngine();
    const draftEngine = new ScriptedDraftEngine();
    // Pauses are whole seconds to the queue; none makes tests wait longer than one.
    const webhookPauses = { firstSeconds: 1, longestSeconds: 1 };
    const startEngine = async () => engine;
    // No networks here: the light of every picture is the same, and the motion of every clip.
    const reader = {
      light: async () => pictureLook,
      previews: async () => ({ widthPixels: 192, heightPixels: 108, pictures: lightPictures }),
      motion: async () => clipMotion,
      clipLight: async () => clipLight,
    };
    const options = { log, startEngine, draftEngine, reader, webhookPauses, webhookPollMs: 200 };
    const driftscape = await openDriftscape(config, options);
    return new ApiBench(
      driftscape,
      engine,
      draftEngine,
      createApi(driftscape, config, log),
      logged,
      join(dataDirectory, 'files'),
      async () => {
        await driftscape.close();
        await database[Symbol.asyncDispose]();
      },
    );
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#dispose();
  }

  /** Runs an operation and returns the complete response, including errors. */
  async run(query: string, variables: object = {}): Promise<Answer> {
    const response = await this.#api.fetch('http://localhost/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...this.#authorization() },
      body: JSON.stringify({ query, variables }),
    });
    return response.json();
  }

  /** Runs an operation that is expected to go without errors. */
  async ask(query: string, variables: object = {}): Promise<Data> {
    const { data, errors } = await this.run(query, variables);
    if (errors) throw new Error(errors.map((error) => JSON.stringify(error)).join('\n'));
    return data;
  }

  async upload(bytes: Uint8Array, name = 'photo.jpg', idempotencyKey?: string): Promise<Data> {
    const variables = { file: null, idempotencyKey };
    return (await this.#send({ query: uploadImage, variables }, 'file', bytes, name)).uploadImage;
  }

  /** Sends a clip for a preset. @returns what `createLatentPreset` answers */
  async sendClip(input: object, bytes: Uint8Array = new Uint8Array(1000)): Promise<Data> {
    const variables = { input: { ...input, clip: null } };
    return (await this.#send({ query: createLatentPreset, variables }, 'input.clip', bytes, 'clip.mp4'))
      .createLatentPreset;
  }

  /** What is in storage, work folders included, but for what its checks write for a moment. */
  async filesKept(): Promise<string[]> {
    const files = await readdir(this.#filesFolder, { recursive: true });
    return files.filter((path) => !path.includes('/probe-'));
  }

  async #send(operation: object, variable: string, bytes: Uint8Array, name: string): Promise<Data> {
    const { FormData, File } = this.#api.fetchAPI;
    const form = new FormData();
    form.append('operations', JSON.stringify(operation));
    form.append('map', JSON.stringify({ 0: [`variables.${variable}`] }));
    form.append('0', new File([Uint8Array.from(bytes)], name));
    const response = await this.#api.fetch('http://localhost/graphql', {
      method: 'POST',
      headers: { 'apollo-require-preflight': 'true', ...this.#authorization() },
      body: form,
    });
    const { data, errors } = (await response.json()) as Answer;
    if (errors) throw new Error(errors.map((error) => JSON.stringify(error)).join('\n'));
    return data;
  }

  #authorization(): Record<string, string> {
    return this.key ? { authorization: `Bearer ${this.key}` } : {};
  }

  /** Uploads a generated landscape. @returns its global id */
  async addImage(name?: string): Promise<string> {
    const { image } = await this.upload(await landscape().jpeg().toBuffer(), name);
    return image.id;
  }

  /** Asks for an animation that is rendered, even if its video exists. @returns what `createAnimation` answers */
  async create(imageId: string, settings?: object, more: object = {}): Promise<Data> {
    return (await this.ask(createAnimation, { input: { imageId, settings, reuse: false, ...more } }))
      .createAnimation;
  }

  /** @returns the animation's global id */
  async addAnimation(imageId: string, settings?: object): Promise<string> {
    return (await this.create(imageId, settings)).animation.id;
  }

  /** Asks for an animation and has it rendered. @returns its global id, and the job that made it */
  async render(imageId: string, settings?: object): Promise<{ id: string; job: ScriptedJob }> {
    const id = await this.addAnimation(imageId, settings);
    const job = await this.nextJob();
    await job.finish();
    await this.whenEnded(id);
    return { id, job };
  }

  async cancel(animationId: string): Promise<Data> {
    return (await this.ask(cancelAnimation, { input: { animationId } })).cancelAnimation;
  }

  /** The next animation that the worker begins with, those canceled meanwhile left out. */
  async nextJob(): Promise<ScriptedJob> {
    for (;;) {
      const job = await this.#engine.nextJob();
      if (!job.signal.aborted) return job;
    }
  }

  /** Resolves when an animation has ended. */
  async whenEnded(animationId: string): Promise<void> {
    const id = requireRowId('Animation', animationId, []);
    for await (const _event of this.driftscape.animations.events(id)) {
      // The stream ends behind the end event.
    }
  }

  /** Cancels every animation that has not ended, so that the next test finds an idle engine and no queue. */
  async clearQueue(): Promise<void> {
    const query = '{ animations(first: 100, filter: { status: [QUEUED, RUNNING] }) { nodes { id } } }';
    const ids = (await this.ask(query)).animations.nodes.map((node: { id: string }) => node.id);
    for (const id of ids) await this.cancel(id);
    for (const id of ids) await this.whenEnded(id);
  }

  /** Every key in storage. */
  async storedKeys(): Promise<string[]> {
    const keys: string[] = [];
    for (const folder of ['images', 'animations', 'scenes', 'drafts']) {
      for await (const key of this.driftscape.storage.keys(folder)) keys.push(key);
    }
    return keys;
  }
}

const userError = '... on UserError { code message path }';
const conflict = '... on IdempotencyConflictError { existingId }';

const uploadImage = `mutation ($file: Upload!, $idempotencyKey: String) {
  uploadImage(input: { file: $file, idempotencyKey: $idempotencyKey }) {
    __typename
    ... on UploadImageSuccess {
      image { id name contentType widthPixels heightPixels sizeBytes sha256 url createdAt }
    }
    ${userError} ${conflict}
  }
}`;

const createLatentPreset = `mutation ($input: CreateLatentPresetInput!) {
  createLatentPreset(input: $input) {
    ... on CreateLatentPresetSuccess { latentPreset { id name kind codes speed } }
    ${userError}
  }
}`;

const createAnimation = `mutation ($input: CreateAnimationInput!) {
  createAnimation(input: $input) {
    __typename
    ... on CreateAnimationSuccess {
      animation {
        id isReused status stage progress framesDone framesTotal queuePosition
        settings {
          widthPixels fps durationSeconds speed drive loop seed crf encoderPreset
          motion { position code } appearance { position codes }
        }
        video { url } poster { url } failure { code } report { device }
        image { id } createdAt startedAt finishedAt
      }
    }
    ${userError} ${conflict}
  }
}`;

const cancelAnimation = `mutation ($input: CancelAnimationInput!) {
  cancelAnimation(input: $input) {
    __typename
    ... on CancelAnimationSuccess { animation { id status finishedAt } }
    ${userError}
  }
}`;
