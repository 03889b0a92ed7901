import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { writing } from '../volume.ts';
import type { Bucket } from './bucket.ts';
import { bucketError } from './errors.ts';

/** A server that sends nothing for this long counts as unreachable. */
const silenceMs = 30_000;

/**
 * Writes an object to a file.
 * @returns false if there is no such object
 * @throws StorageUnavailable if the transfer is incomplete; UserError STORAGE_FULL if the disk has no space for it
 */
export async function download(bucket: Bucket, name: string, path: string): Promise<boolean> {
  const found = await bucket.get(name);
  if (!found) return false;
  const { stream, sizeBytes } = found;
  const timer = setTimeout(
    () => stream.destroy(new Error(`the server sent nothing for ${silenceMs / 1000} s`)),
    silenceMs,
  );
  let received = 0;
  async function* watched() {
    try {
      for await (const chunk of stream) {
        timer.refresh();
        received += chunk.length;
        yield chunk;
      }
    } catch (error) {
      throw bucketError(bucket.location, error);
    }
    if (received === sizeBytes) return;
    throw bucketError(
      bucket.location,
      new Error(`the transfer of ${name} ended after ${received} of ${sizeBytes} bytes`),
    );
  }
  try {
    await writing(() => pipeline(watched, createWriteStream(path)));
    return true;
  } finally {
    clearTimeout(timer);
    stream.destroy();
  }
}
