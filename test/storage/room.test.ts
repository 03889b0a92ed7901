import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { StorageUnavailable } from '../../src/errors.ts';
import { DiskStorage } from '../../src/storage/disk.ts';
import { roomOf } from '../../src/storage/room.ts';
import { mountSmallDisk } from '../support/small-disk.ts';

const mebibyte = 2 ** 20;
const volume = (totalMebibytes: number, freeMebibytes: number) =>
  roomOf({ bsize: 4096, blocks: totalMebibytes * 256, bavail: freeMebibytes * 256 });

describe('the free space of a volume', () => {
  it.each([
    ['of a terabyte', mebibyte, 256],
    ['of 5 GiB', 5 * 1024, 256],
    ['of 1 GiB', 1024, 51.2],
    ['that does not tell its size', 0, 0],
  ])('of %s is required for another rendering', (_, total, spared) => {
    expect(volume(total, 10)).toEqual({
      freeBytes: 10 * mebibyte,
      sparedBytes: Math.floor(spared * mebibyte),
    });
  });

  it('is measured anew each time', async ({ skip }) => {
    await using disk = await mountSmallDisk(20);
    if (!disk) return skip('may not mount a small disk here');
    const storage = await DiskStorage.open(disk.path, { isExclusive: true });
    await storage.checkRoom();
    const filler = join(disk.path, 'filler');
    await writeFile(filler, randomBytes(19.5 * mebibyte));
    await expect(storage.checkRoom()).rejects.toThrow(StorageUnavailable);
    await expect(storage.checkRoom()).rejects.toThrow(/0 MiB of room left.*need 1 MiB/);
    // Small photos still find room: it is renderings that are not begun.
    await storage.check();
    await rm(filler);
    await storage.checkRoom();
  });
});
