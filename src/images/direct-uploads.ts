import { UserError } from '../errors.ts';
import type { ImageUpload } from '../generated/prisma/client.ts';
import { waitingFolder } from '../storage/key.ts';
import type { Storage } from '../storage/storage.ts';

/**
 * Photos that are sent directly to the storage, if the settings say so: this process sees them when they are completed.
 */
export class DirectUploads {
  readonly #storage: Pick<Storage, 'direct' | 'describe' | 'remove'>;

  constructor(storage: Pick<Storage, 'direct' | 'describe' | 'remove'>) {
    this.#storage = storage;
  }

  get areWanted(): boolean {
    return this.#storage.direct?.forSending !== undefined;
  }

  /** Where to send the photo; null if it is sent to this server. */
  async addressFor({ id, sizeBytes, expiresAt }: ImageUpload): Promise<string | null> {
    return (await this.#storage.direct?.forSending?.(directKey(id), sizeBytes, expiresAt)) ?? null;
  }

  /** The key of the sent file; null while no file of the announced size has arrived. */
  async find({ id, sizeBytes }: ImageUpload): Promise<string | null> {
    if (!this.areWanted) return null;
    const key = directKey(id);
    const found = await this.#storage.describe(key).catch(nullWhenNone);
    if (found === null) return null;
    if (found.sizeBytes === sizeBytes) return key;
    // The storage accepted another size: the file may be sent again.
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
