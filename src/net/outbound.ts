import { UserError } from '../errors.ts';
import { AddressGuard, type Resolve } from './address-guard.ts';
import { AllowedTargets } from './allowed-targets.ts';
import { decodeContent, encodingsOf, isDecoded } from './content-encoding.ts';
import type { GuardedClient } from './guarded-client.ts';
import { parseWebUrl } from './web-url.ts';
import { whyUnreachable } from './why-unreachable.ts';

const maxRedirections = 3;
const userAgent = 'driftscape';

export interface OutboundOptions {
  /** Hosts, addresses and ranges outside the public internet that are allowed. */
  allow: readonly string[];
  /** Timeout for opening a connection. Default: 10 s. */
  connectTimeoutMs?: number;
  /** Timeout for a whole download. Default: 60 s. */
  downloadTimeoutMs?: number;
  /** Resolves a name. Default: the operating system's resolver. */
  resolve?: Resolve;
}

/** A file being downloaded. Disposing stops the transfer if it has not ended. */
export interface Download extends Disposable {
  /** Size announced by the server; null if it announced none, or compressed the file. It is not verified. */
  sizeBytes: number | null;
  /**
   * The bytes, as a stream.
   * @throws UserError FETCH_FAILED if it is interrupted or takes too long
   */
  bytes: AsyncIterable<Uint8Array>;
}

export interface Post {
  body: string;
  headers: Record<string, string>;
  /** Timeout until the response starts. */
  timeoutMs: number;
  signal: AbortSignal;
}

/** All requests of the server to URLs from clients. Only allowed targets are contacted. */
export class Outbound {
  readonly #guard: AddressGuard;
  readonly #connectTimeoutMs: number;
  readonly #downloadTimeoutMs: number;
  #client: Promise<GuardedClient> | undefined;

  constructor({ allow, connectTimeoutMs = 10_000, downloadTimeoutMs = 60_000, resolve }: OutboundOptions) {
    this.#guard = new AddressGuard(new AllowedTargets(allow), resolve);
    this.#connectTimeoutMs = connectTimeoutMs;
    this.#downloadTimeoutMs = downloadTimeoutMs;
  }

  /**
   * Loading the HTTP client takes a tenth of a second, so it is done with the first request instead of at the start.
   */
  #open(): Promise<GuardedClient> {
    this.#client ??= import('./guarded-client.ts').then(
      ({ GuardedClient }) => new GuardedClient(this.#guard, this.#connectTimeoutMs),
    );
    return this.#client;
  }

  /**
   * Starts to download a file, through at most 3 redirects. The caller decides how much of it to read.
   * @throws UserError INVALID_URL if it is not an http or https URL, contains a password, or leads into a private
   *   network; FETCH_FAILED if its server cannot be reached or does not return a file
   */
  async download(url: string): Promise<Download> {
    const target = parseWebUrl(url);
    const signal = AbortSignal.timeout(this.#downloadTimeoutMs);
    const client = await this.#open();
    const { statusCode, headers, body } = await client
      .follow(target, maxRedirections, {
        headers: { accept: 'image/*', 'accept-encoding': 'identity', 'user-agent': userAgent },
        signal,
      })
      .catch((error) => {
        throw explain(error, target);
      });
    const dispose = () => void body.on('error', () => {}).destroy();
    if (statusCode !== 200) {
      dispose();
      throw failure(target, describeStatus(statusCode), statusCode >= 500);
    }
    const encodings = encodingsOf(headers['content-encoding']);
    const unknown = encodings.find((encoding) => !isDecoded(encoding));
    if (unknown !== undefined) {
      dispose();
      throw failure(target, `it encoded the file as ${JSON.stringify(unknown.slice(0, 40))}`, false);
    }
    const length = Number(headers['content-length'] ?? Number.NaN);
    const isPlain = encodings.length === 0;
    const sizeBytes = isPlain && Number.isSafeInteger(length) ? length : null;
    const decoded = isPlain ? body : decodeContent(body, encodings);
    return { sizeBytes, bytes: readBody(decoded, target), [Symbol.dispose]: dispose };
  }

  /**
   * Checks a URL that will be called later. A name that cannot be resolved yet is accepted.
   * @throws UserError INVALID_URL if it is not an http or https URL, contains a password, or leads into a private
   *   network
   */
  async check(url: string): Promise<void> {
    const { hostname } = parseWebUrl(url);
    await this.#guard.resolve(hostname).catch((error) => {
      if (error instanceof UserError) throw error;
    });
  }

  /**
   * Sends a body by POST, without following redirects or reading the response.
   * @returns the response status
   * @throws UserError INVALID_URL, FETCH_FAILED if there was no response in time; AbortError when `signal` aborted
   */
  async post(url: string, { body, headers, timeoutMs, signal }: Post): Promise<number> {
    const target = parseWebUrl(url);
    const client = await this.#open();
    try {
      const answer = await client.request(target, {
        method: 'POST',
        headers: { ...headers, 'user-agent': userAgent },
        body,
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      });
      answer.body.on('error', () => {}).destroy();
      return answer.statusCode;
    } catch (error) {
      signal.throwIfAborted();
      throw explain(error, target);
    }
  }

  /** Ends every request. */
  async close(): Promise<void> {
    await (await this.#client)?.destroy();
  }
}

async function* readBody(body: AsyncIterable<Uint8Array>, url: URL): AsyncIterable<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    throw explain(error, url);
  }
}

function describeStatus(statusCode: number): string {
  const isRedirect = statusCode >= 300 && statusCode < 400;
  return isRedirect
    ? `it redirects more than ${maxRedirections} times`
    : `it answered with status ${statusCode}`;
}

/** Converts a network error to an error for the client. */
function explain(error: unknown, url: URL): UserError {
  return error instanceof UserError ? error : failure(url, whyUnreachable(error), true, error);
}

function failure({ host }: URL, what: string, isRetryable: boolean, cause?: unknown): UserError {
  const message = `Expected ${host} to answer, but ${what}`;
  return new UserError('FETCH_FAILED', message, { isRetryable, cause });
}
