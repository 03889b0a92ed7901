import { createReadStream } from 'node:fs';

/** A file sent with an operation, on disk until the response. */
export class ReceivedFile {
  /** File name from the client. */
  readonly name: string;
  readonly size: number;
  readonly #path: string;
  readonly #fault: unknown;

  /** @param fault why it could not be stored; thrown when it is read */
  constructor(name: string, path: string, size: number, fault?: unknown) {
    this.name = name;
    this.size = size;
    this.#path = path;
    this.#fault = fault;
  }

  /** @throws UserError STORAGE_FULL if the disk had no space for it */
  async *bytes(): AsyncIterable<Uint8Array> {
    if (this.#fault !== undefined) throw this.#fault;
    yield* createReadStream(this.#path);
  }
}
