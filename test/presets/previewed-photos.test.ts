import { expect, it } from 'vitest';
import type { Image } from '../../src/generated/prisma/client.ts';
import { PreviewedPhotos } from '../../src/presets/previewed-photos.ts';
import type { Storage } from '../../src/storage/storage.ts';

const previews = { widthPixels: 192, heightPixels: 108, pictures: [] };
const image = (sha256: string) => ({ projectId: 'one', sha256, storageKey: sha256 }) as Image;
/** All that is asked of it is where a file is. */
const storage = {
  localFile: async (path: string) => ({ path, [Symbol.asyncDispose]: async () => {} }),
} as unknown as Storage;

it('reads a photo once for all requests, concurrent or later', async () => {
  const read: string[] = [];
  const photos = new PreviewedPhotos(storage, async (path) => {
    read.push(path);
    return previews;
  });
  await Promise.all([photos.of(image('a')), photos.of(image('a')), photos.of(image('b'))]);
  expect(await photos.of(image('a'))).toBe(previews);
  expect(read).toEqual(['a', 'b']);
});

it('reads a photo again after a failure, and forgets photos that were not requested lately', async () => {
  let count = 0;
  const photos = new PreviewedPhotos(storage, async () => {
    count++;
    if (count === 1) throw new Error('the process ended');
    return previews;
  });
  await expect(photos.of(image('a'))).rejects.toThrow('the process ended');
  await photos.of(image('a'));
  expect(count).toBe(2);
  for (let i = 0; i < 32; i++) await photos.of(image(`other-${i}`));
  await photos.of(image('a'));
  expect(count).toBe(35);
});
