import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Clips } from '../../src/presets/clips.ts';
import type { Storage } from '../../src/storage/storage.ts';

const motion = { code: Array(8).fill(0.5), speed: 0.4 };
const light = { looks: [{ at: 0, look: {} }], codes: [] };
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
  const reading = async (path: string) => {
    await setImmediate();
    read.push([path, folders.count]);
  };
  const clips = new Clips(folders as unknown as Storage, {
    motion: (path) => reading(path).then(() => motion),
    clipLight: (path) => reading(path).then(() => light),
  });
  expect(await clips.motionOf(clip)).toBe(motion);
  expect(await clips.lightOf(clip)).toBe(light);
  expect(read).toEqual([
    ['folder/clip', 1],
    ['folder/clip', 1],
  ]);
  expect(folders.count).toBe(0);
});

it('a clip that cannot be read is not kept either', async () => {
  const folders = new Folders();
  const fail = async () => {
    await setImmediate();
    throw new Error('the process ended');
  };
  const clips = new Clips(folders as unknown as Storage, { motion: fail, clipLight: fail });
  await expect(clips.lightOf(clip)).rejects.toThrow('the process ended');
  expect(folders.count).toBe(0);
});
