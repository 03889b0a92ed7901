import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe } from 'vitest';
import { freePort } from './free-port.ts';
import { Killable } from './killable.ts';

/** The program of an S3 server, VersityGW, which keeps objects in a folder. */
const program = process.env.TEST_S3_SERVER;
const startWithinMs = 20_000;

/** Whether there is an S3 server to test with. */
export const hasS3 = program !== undefined && program !== '';

/** Defines tests that need an S3 server; they are skipped where `TEST_S3_SERVER` names none. */
export function describeS3(define: () => void): void {
  if (hasS3) describe('on an S3 server', define);
  else describe.skip('on an S3 server (skipped: TEST_S3_SERVER is not set)', define);
}

/** An S3 server of a test's own, with one bucket; disposing removes it and all that it holds. */
export class S3Server implements AsyncDisposable {
  readonly bucket = 'driftscape';
  /** What the AWS SDK has to be told, as environment variables. */
  readonly settings: Record<string, string>;
  readonly port: number;
  readonly #folder: string;
  readonly #program = new Killable();

  private constructor(folder: string, port: number) {
    this.#folder = folder;
    this.port = port;
    this.settings = {
      AWS_ENDPOINT_URL_S3: this.endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'tester',
      AWS_SECRET_ACCESS_KEY: 'tester-secret',
      S3_PATH_STYLE: 'on',
    };
  }

  static async start(): Promise<S3Server> {
    const folder = await mkdtemp(join(tmpdir(), 'driftscape-s3-'));
    const server = new S3Server(folder, await freePort());
    await mkdir(server.bucketFolder, { recursive: true });
    await server.up();
    return server;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Where it keeps the objects of the bucket, each a file under its name. */
  get bucketFolder(): string {
    return join(this.#folder, 'objects', this.bucket);
  }

  /** Starts it, after {@link down} on the same port and data. */
  async up(): Promise<void> {
    if (!program) throw new Error('Expected TEST_S3_SERVER to name a program, but it is not set');
    const { AWS_ACCESS_KEY_ID: access, AWS_SECRET_ACCESS_KEY: secret } = this.settings;
    const options = ['--port', `127.0.0.1:${this.port}`, '--access', access, '--secret', secret];
    const gateway = ['--quiet', '--keep-alive', 'posix', join(this.#folder, 'objects')];
    const child = this.#program.hold(
      spawn(program, [...options, ...gateway], { stdio: ['ignore', 'ignore', 'pipe'] }),
    );
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += chunk;
    });
    const deadline = Date.now() + startWithinMs;
    while (!(await answers(this.endpoint))) {
      if (!this.#program.isAlive || Date.now() > deadline)
        throw new Error(`The S3 server did not start: ${said}`);
      await setTimeout(20);
    }
  }

  /** Ends it at once, requests under way included. */
  async down(): Promise<void> {
    await this.#program.kill();
  }

  /** Tells the AWS SDK in this process of it, until that is disposed. */
  useHere(): Disposable {
    const before = Object.keys(this.settings).map((name) => [name, process.env[name]] as const);
    Object.assign(process.env, this.settings);
    return {
      [Symbol.dispose]() {
        for (const [name, value] of before) {
          if (value === undefined) delete process.env[name];
          else process.env[name] = value;
        }
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.down();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Any answer will do: without credentials it is a refusal. */
function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}
