import { createReadStream } from 'node:fs';

/** A file that came along with an operation, on disk until the operation is answered. */
export class ReceivedFile {
  /** The file's name as the client gave it. */
  readonly name: string;
  readonly size: number;
  readonly #path: string;
  readonly #fault: unknown;

  /** @param fault why it could not be stored; whoever reads it gets that */
  constructor(name: string, path: string, size: number, fault?: unknown) {
    this.name = name;
    this.size = size;
    this.#path = path;
    this.#fault = fault;
  }

  /** @throws UserError STORAGE_FULL when the disk had no room for it */
  async *bytes(): AsyncIterable<Uint8Array> {
    if (this.#fault !== undefined) throw this.#fault;
    yield* createReadStream(this.#path);
  }
}
