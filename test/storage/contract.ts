import { randomBytes } from 'node:crypto';
import { access, readdir, readFile, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isKey } from '../../src/storage/key.ts';
import type { Storage } from '../../src/storage/storage.ts';
import { collect } from '../support/collect.ts';

/** A storage of a test's own, empty; disposing removes it. */
export interface StorageBench extends AsyncDisposable {
  storage: Storage;
  /** Opens it once more, as another process does. */
  openAgain(): Promise<Storage>;
  /** Every file in it, finished or not, and everything in the making: paths and names as the storage has them. */
  traces(): Promise<string[]>;
}

export const text = (value: string) => new TextEncoder().encode(value);

export async function readAll(storage: Storage, key: string, range?: { start: number; end?: number }) {
  const { stream } = await storage.open(key, range);
  return Buffer.concat(await collect(stream));
}

async function* chunks(...parts: string[]): AsyncIterable<Uint8Array> {
  for (const part of parts) yield text(part);
}

async function* breaking(): AsyncIterable<Uint8Array> {
  yield text('half');
  throw new Error('connection lost');
}

/** What every storage promises: the same tests for each. */
export function testContract(open: () => Promise<StorageBench>): void {
  let bench: StorageBench;
  let storage: Storage;

  beforeEach(async () => {
    bench = await open();
    ({ storage } = bench);
  });
  afterEach(() => bench[Symbol.asyncDispose]());

  const read = async (key: string, range?: { start: number; end?: number }) =>
    (await readAll(storage, key, range)).toString();

  describe('a stored file', () => {
    it('is read as it was written, from bytes and from a stream', async () => {
      const stored = await storage.put('images/a.jpg', text('hello'));
      expect(stored).toMatchObject({ key: 'images/a.jpg', sizeBytes: 5, contentType: 'image/jpeg' });
      expect(await read('images/a.jpg')).toBe('hello');
      await storage.put('animations/b.mp4', chunks('one', 'two'));
      expect(await read('animations/b.mp4')).toBe('onetwo');
      expect((await storage.describe('animations/b.mp4')).contentType).toBe('video/mp4');
    });

    it('is visible at once to every process with the storage', async () => {
      await storage.put('images/a.jpg', text('hello'));
      const other = await bench.openAgain();
      expect((await readAll(other, 'images/a.jpg')).toString()).toBe('hello');
      expect(await other.describe('images/a.jpg')).toEqual(await storage.describe('images/a.jpg'));
    });

    it('can be moved in from a path', async () => {
      await using folder = await storage.createWorkFolder();
      const path = await folder.write('video', text('frames'));
      expect(await storage.take('animations/v.mp4', path)).toMatchObject({ sizeBytes: 6 });
      expect(await readdir(folder.path)).toEqual([]);
      expect(await read('animations/v.mp4')).toBe('frames');
    });

    it('may be large', async () => {
      const bytes = randomBytes(20 * 2 ** 20 + 1);
      await using folder = await storage.createWorkFolder();
      const path = await folder.write('video', bytes);
      expect((await storage.take('animations/v.mp4', path)).sizeBytes).toBe(bytes.length);
      expect((await readAll(storage, 'animations/v.mp4')).equals(bytes)).toBe(true);
      const part = await readAll(storage, 'animations/v.mp4', { start: 2 ** 23 - 5, end: 2 ** 24 + 5 });
      expect(part.equals(bytes.subarray(2 ** 23 - 5, 2 ** 24 + 6))).toBe(true);
    });

    it('replaces the previous one', async () => {
      await storage.put('a/b.png', text('before'));
      await storage.put('a/b.png', text('now'));
      expect(await read('a/b.png')).toBe('now');
    });

    it('has a tag that changes only with its bytes', async () => {
      const { etag } = await storage.put('a/b.png', text('1'));
      expect(etag).toMatch(/^"[^"]+"$/);
      expect((await storage.describe('a/b.png')).etag).toBe(etag);
      const opened = await storage.open('a/b.png', { start: 0, end: 0 });
      opened.stream.destroy();
      expect(opened.etag).toBe(etag);
      expect((await storage.put('a/b.png', text('2'))).etag).not.toBe(etag);
    });

    it('has the time when it was stored', async () => {
      const { modifiedAt } = await storage.put('a/b.png', text('1'));
      expect(Math.abs(modifiedAt.getTime() - Date.now())).toBeLessThan(60_000);
    });

    it('is gone when removed, and can be removed again', async () => {
      await storage.put('a/b.png', text('1'));
      await storage.remove('a/b.png');
      await storage.remove('a/b.png');
      expect(await storage.has('a/b.png')).toBe(false);
      await expect(storage.open('a/b.png')).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(storage.describe('a/b.png')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });

    it('has a path for other programs, as long as it is in use', async () => {
      await storage.put('a/b.png', text('1'));
      {
        await using file = await storage.localFile('a/b.png');
        expect(await readFile(file.path, 'utf8')).toBe('1');
        expect(file.path).toMatch(/\.png$/);
      }
      expect(await read('a/b.png')).toBe('1');
      await expect(storage.localFile('a/c.png')).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect(await bench.traces()).toEqual(['a/b.png']);
    });
  });

  describe('a range', () => {
    it('returns exactly the bytes of slicing, for every range within the file', async () => {
      const content = 'abcdefghij';
      await storage.put('a/r.bin', text(content));
      const range = fc.record({
        start: fc.nat({ max: content.length - 1 }),
        length: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
      });
      const property = async ({ start, length }: { start: number; length?: number }) => {
        const end = length && start + length - 1;
        const opened = await storage.open('a/r.bin', { start, end });
        const expected = content.slice(start, end === undefined ? undefined : end + 1);
        expect(Buffer.concat(await collect(opened.stream)).toString()).toBe(expected);
        expect(opened.range).toEqual({ start, end: start + expected.length - 1 });
        expect(opened.sizeBytes).toBe(content.length);
      };
      await fc.assert(fc.asyncProperty(range, property), { numRuns: 50 });
    });

    it('outside the file is an error', async () => {
      await storage.put('a/r.bin', text('abc'));
      for (const range of [{ start: 3 }, { start: 2, end: 1 }, { start: -1 }]) {
        await expect(storage.open('a/r.bin', range)).rejects.toThrow(RangeError);
      }
    });

    it('of an empty file is empty', async () => {
      await storage.put('a/empty.bin', new Uint8Array());
      expect(await read('a/empty.bin')).toBe('');
      await expect(storage.open('a/empty.bin', { start: 0 })).rejects.toThrow(RangeError);
    });
  });

  describe('a key', () => {
    it.each([
      '../secret',
      'a/../../secret',
      '/etc/passwd',
      'a',
      '',
      'a//b',
      'a/.hidden',
      '.unfinished/x',
      '.identity',
      'A/b',
      'a/b\0',
      'a\\b/c',
    ])('%j is invalid, so nothing is read, written or removed', async (key) => {
      expect(isKey(key)).toBe(false);
      expect(await storage.has(key)).toBe(false);
      await expect(storage.open(key)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(storage.put(key, text('x'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(storage.remove(key)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect(await bench.traces()).toEqual([]);
    });
  });

  describe('an interrupted operation', () => {
    it('leaves nothing if the source fails', async () => {
      await expect(storage.put('a/b.png', breaking())).rejects.toThrow('connection lost');
      expect(await storage.has('a/b.png')).toBe(false);
      expect(await bench.traces()).toEqual([]);
    });

    it('keeps the old file if replacing it fails', async () => {
      await storage.put('a/b.png', text('old'));
      await expect(storage.put('a/b.png', breaking())).rejects.toThrow();
      expect(await read('a/b.png')).toBe('old');
    });

    it('leaves nothing open if a reader leaves', async () => {
      await storage.put('a/b.bin', randomBytes(2 ** 22));
      const { stream } = await storage.open('a/b.bin');
      stream.destroy();
      const second = await storage.open('a/b.bin');
      for await (const _chunk of second.stream) break;
      expect(second.stream.destroyed).toBe(true);
    });
  });

  describe('a work folder', () => {
    it('is removed with its contents when it is disposed', async () => {
      const folder = await storage.createWorkFolder();
      await folder.write('video.mp4', text('half'));
      await folder[Symbol.asyncDispose]();
      await expect(access(folder.path)).rejects.toThrow('ENOENT');
      expect(await bench.traces()).toEqual([]);
    });

    it('without changes for a long time was left by a process that died', async () => {
      await using living = await storage.createWorkFolder();
      const left = await storage.createWorkFolder();
      const path = await left.write('video.mp4', text('half'));
      const past = new Date(Date.now() - 10_000);
      for (const changed of [path, dirname(path)]) await utimes(changed, past, past);
      expect(await storage.removeUnfinished(new Date(Date.now() - 5_000))).toBe(1);
      expect(await readdir(join(living.path, '..'))).toHaveLength(1);
    });
  });

  describe('keys', () => {
    it('are listed by folder or all together, without others', async () => {
      const all = ['a/1.png', 'a/2.png', 'a/deep/3.png', 'ab/5.png', 'b/4.png'];
      for (const key of all) await storage.put(key, text('x'));
      expect((await collect(storage.keys('a'))).sort()).toEqual(all.slice(0, 3));
      expect((await collect(storage.keys('a/deep'))).sort()).toEqual(['a/deep/3.png']);
      expect((await collect(storage.keys())).sort()).toEqual(all);
      expect(await collect(storage.keys('nothing'))).toEqual([]);
      expect(await collect(storage.keys('../'))).toEqual([]);
    });
  });

  describe('the identity', () => {
    it('is null at first, then the stored one, for every process, and is not among the keys', async () => {
      expect(await storage.readIdentity()).toBeNull();
      await storage.check();
      await storage.writeIdentity('this one');
      const other = await bench.openAgain();
      expect(await other.readIdentity()).toBe('this one');
      expect(await collect(storage.keys())).toEqual([]);
    });

    it('distinguishes the storage from another one', async () => {
      await storage.writeIdentity('this one');
      await storage.check();
      await (await bench.openAgain()).writeIdentity('another');
      await expect(storage.check()).rejects.toThrow('is not the storage that it was');
      storage.expectIdentity('another');
      await storage.check();
    });
  });
}
