import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { ClipMotions } from '../../src/presets/clip-motions.ts';
import type { Storage } from '../../src/storage/storage.ts';

const motion = { code: Array(8).fill(0.5), speed: 0.4 };
const clip = {
  size: 3,
  async *bytes() {
    yield Buffer.from('abc');
  },
};

/** What a clip is written to, and whether that is still there. */
class Folders {
  count = 0;

  async createWorkFolder() {
    this.count++;
    return {
      path: 'folder',
      write: async (name: string) => `folder/${name}`,
      [Symbol.asyncDispose]: async () => {
        this.count--;
      },
    };
  }
}

it('a clip is kept until it was read, and no longer', async () => {
  const folders = new Folders();
  const read: [string, number][] = [];
  const motions = new ClipMotions(folders as unknown as Storage, async (path) => {
    await setImmediate();
    read.push([path, folders.count]);
    return motion;
  });
  expect(await motions.ofClip(clip)).toBe(motion);
  expect(read).toEqual([['folder/clip', 1]]);
  expect(folders.count).toBe(0);
});

it('one that cannot be read is not kept either', async () => {
  const folders = new Folders();
  const motions = new ClipMotions(folders as unknown as Storage, async () => {
    await setImmediate();
    throw new Error('the process ended');
  });
  await expect(motions.ofClip(clip)).rejects.toThrow('the process ended');
  expect(folders.count).toBe(0);
});
