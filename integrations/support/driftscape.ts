import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DriftscapeClient, expectSuccess, operations } from '@driftscape/client';
import { Webhook } from 'standardwebhooks';
import { ServerProcess } from '../../test/e2e/server-process.ts';
import { writeTestBundle } from '../../test/inference/test-bundle.ts';
import { landscape } from '../../test/photo/pictures.ts';
import { openEmbeddedTestDatabase } from '../../test/support/databases.ts';
import { freePort } from '../../test/support/free-port.ts';

/** Settings of a video that renders in a second or two. */
export const shortClip = {
  durationSeconds: 1,
  fps: 12,
  widthPixels: 160,
  encoderPreset: 'VERYFAST',
} as const;

const program = join(import.meta.dirname, '../../src/keys.ts');

/** A Driftscape server for tests of a CMS: it requires keys, and can be stopped and restarted. */
export class Driftscape implements AsyncDisposable {
  /** The CMS's key, with the scope `write`. */
  readonly key: string;
  /** The administrator's client. */
  readonly admin: DriftscapeClient;
  readonly #settings: Record<string, string>;
  readonly #resources: AsyncDisposableStack;
  #server: ServerProcess | undefined;

  private constructor(
    settings: Record<string, string>,
    keys: { write: string; admin: string },
    resources: AsyncDisposableStack,
  ) {
    this.#settings = settings;
    this.#resources = resources;
    this.key = keys.write;
    this.admin = new DriftscapeClient({ url: this.endpoint, token: keys.admin });
  }

  static async start(): Promise<Driftscape> {
    const resources = new AsyncDisposableStack();
    const folder = await mkdtemp(join(tmpdir(), 'driftscape-cms-'));
    resources.defer(() => rm(folder, { recursive: true, force: true }));
    const database = resources.use(await openEmbeddedTestDatabase());
    const settings = {
      DATA_DIR: database.config.dataDirectory,
      BUNDLE_DIR: await writeTestBundle(join(folder, 'bundle')),
      FETCH_ALLOW: '127.0.0.1',
      AUTH: 'keys',
      PORT: String(await freePort()),
    };
    const keys = { write: await createKey(settings, 'write'), admin: await createKey(settings, 'admin') };
    const driftscape = new Driftscape(settings, keys, resources);
    await driftscape.comeBack();
    return driftscape;
  }

  /** The server's URL for a CMS. */
  get endpoint(): string {
    return `http://127.0.0.1:${this.#settings.PORT}/graphql`;
  }

  async goDown(): Promise<void> {
    await this.#server?.end('SIGTERM');
    this.#server = undefined;
  }

  async comeBack(): Promise<void> {
    this.#server = await ServerProcess.start(this.#settings);
  }

  /** Registers a webhook for a CMS. @returns the secret that its messages are signed with */
  async registerWebhook(url: string): Promise<string> {
    const { createWebhook } = await this.admin.request(operations.createWebhook, { input: { url } });
    return expectSuccess(createWebhook).secret;
  }

  /** All animations, newest first. */
  async animations() {
    const { animations } = await this.admin.request(operations.animations, { first: 20 });
    return animations.nodes;
  }

  /** Webhook deliveries with their responses, newest first. */
  async deliveries() {
    const { webhookDeliveries } = await this.admin.request(operations.webhookDeliveries, { first: 20 });
    return webhookDeliveries.nodes;
  }

  /** Runs something while the server renders another long video, so that animations requested meanwhile must wait. */
  async whileBusy(work: () => Promise<void>): Promise<void> {
    const { id } = await this.admin.upload(new Blob([await photoOf(333)], { type: 'image/jpeg' }));
    const long = await this.admin.animate(id, { durationSeconds: 20, fps: 30, widthPixels: 1280 });
    for await (const event of this.admin.follow(long.id))
      if (event.__typename === 'AnimationFrameRendered') break;
    try {
      await work();
    } finally {
      await this.admin.cancel(long.id);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server?.[Symbol.asyncDispose]();
    await this.#resources.disposeAsync();
  }
}

async function createKey(settings: Record<string, string>, scope: string): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [program, 'create', '--name', `cms-${scope}`, '--scope', scope],
    { env: { PATH: process.env.PATH, LOG_LEVEL: 'silent', NODE_NO_WARNINGS: '1', ...settings } },
  );
  const [secret] = /dsk_\S+/.exec(stdout) ?? [];
  if (!secret) throw new Error(`Expected a key, got: ${stdout}`);
  return secret;
}

/** A unique photo, because the video of an animated one would be reused. */
export async function photoOf(hue: number): Promise<Uint8Array<ArrayBuffer>> {
  return Uint8Array.from(await landscape().modulate({ hue }).jpeg().toBuffer());
}

/** A message in Driftscape's format. @param at time of the signature */
export function signed(
  secret: string,
  message: object,
  at = new Date(),
): { body: string; headers: Record<string, string> } {
  const body = JSON.stringify(message);
  const id = `msg_${crypto.randomUUID()}`;
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, at, body),
    },
  };
}
