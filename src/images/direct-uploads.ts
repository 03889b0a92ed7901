import { UserError } from '../errors.ts';
import type { ImageUpload } from '../generated/prisma/client.ts';
import { waitingFolder } from '../storage/key.ts';
import type { Storage } from '../storage/storage.ts';

/** Photos that are sent to the storage itself, where the settings want that: this process sees them when they are completed. */
export class DirectUploads {
  readonly #storage: Pick<Storage, 'direct' | 'describe' | 'remove'>;

  constructor(storage: Pick<Storage, 'direct' | 'describe' | 'remove'>) {
    this.#storage = storage;
  }

  get areWanted(): boolean {
    return this.#storage.direct?.forSending !== undefined;
  }

  /** Where to send the photo; null where it is sent to this server. */
  async addressFor({ id, sizeBytes, expiresAt }: ImageUpload): Promise<string | null> {
    return (await this.#storage.direct?.forSending?.(directKey(id), sizeBytes, expiresAt)) ?? null;
  }

  /** The key that holds what was sent; null while nothing of the announced size has come. */
  async find({ id, sizeBytes }: ImageUpload): Promise<string | null> {
    if (!this.areWanted) return null;
    const key = directKey(id);
    const found = await this.#storage.describe(key).catch(nullWhenNone);
    if (found === null) return null;
    if (found.sizeBytes === sizeBytes) return key;
    // A server that lets other sizes in: it may be sent again.
    await this.#storage.remove(key);
    return null;
  }
}

/** Where a photo waits that is sent to the storage. @param uploadId row id of its upload */
export function directKey(uploadId: string): string {
  return `${waitingFolder}/${uploadId}`;
}

function nullWhenNone(error: unknown): null {
  if (error instanceof UserError && error.code === 'NOT_FOUND') return null;
  throw error;
}
