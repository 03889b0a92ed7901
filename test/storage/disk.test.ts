import { mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DiskStorage } from '../../src/storage/disk.ts';
import { isKey } from '../../src/storage/key.ts';
import { removeOrphans } from '../../src/storage/orphans.ts';
import { collect } from '../support/collect.ts';
import { mountSmallDisk } from '../support/small-disk.ts';

let root: string;
let storage: DiskStorage;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'driftscape-storage-'));
  storage = await DiskStorage.open(join(root, 'files'), { isExclusive: true });
});
afterEach(() => rm(root, { recursive: true, force: true }));

const text = (value: string) => new TextEncoder().encode(value);
const read = async (key: string, range?: { start: number; end?: number }) => {
  const { stream } = await storage.open(key, range);
  return Buffer.concat(await collect(stream)).toString();
};

async function* chunks(...parts: string[]): AsyncIterable<Uint8Array> {
  for (const part of parts) yield text(part);
}

describe('a stored file', () => {
  it('is no link to another place', async () => {
    await storage.put('images/a.jpg', text('hello'));
    const secret = join(root, 'secret');
    await writeFile(secret, 'secret');
    await symlink(secret, join(root, 'files/images/link.jpg'));
    for (const look of ['describe', 'open', 'localFile'] as const) {
      await expect(storage[look]('images/link.jpg')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
  });

  it('comes back as it was put, from bytes and from a stream', async () => {
    const stored = await storage.put('images/a.jpg', text('hello'));
    expect(stored).toMatchObject({ key: 'images/a.jpg', sizeBytes: 5, contentType: 'image/jpeg' });
    expect(await read('images/a.jpg')).toBe('hello');
    await storage.put('animations/b.mp4', chunks('one', 'two'));
    expect(await read('animations/b.mp4')).toBe('onetwo');
    expect((await storage.describe('animations/b.mp4')).contentType).toBe('video/mp4');
  });

  it('is taken over from where it was made', async () => {
    await using folder = await storage.createWorkFolder();
    const path = await folder.write('video', text('frames'));
    await storage.take('animations/v.mp4', path);
    expect(await readdir(folder.path)).toEqual([]);
    expect(await read('animations/v.mp4')).toBe('frames');
  });

  it('has a tag that changes with its bytes and with nothing else', async () => {
    const { etag } = await storage.put('a/b.png', text('1'));
    expect(etag).toMatch(/^"[^"]+"$/);
    expect((await storage.describe('a/b.png')).etag).toBe(etag);
    expect((await storage.put('a/b.png', text('2'))).etag).not.toBe(etag);
  });

  it('is gone when removed, and removing it again does nothing', async () => {
    await storage.put('a/b.png', text('1'));
    await storage.remove('a/b.png');
    await storage.remove('a/b.png');
    expect(await storage.has('a/b.png')).toBe(false);
    await expect(storage.open('a/b.png')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is a path for other programs', async () => {
    await storage.put('a/b.png', text('1'));
    await using file = await storage.localFile('a/b.png');
    expect(file.path).toBe(join(root, 'files/a/b.png'));
    await expect(storage.localFile('a/c.png')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('a range', () => {
  it('gives exactly the bytes that slicing would, for every range within the file', async () => {
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

  it('of nothing is nothing: an empty file can be read', async () => {
    await storage.put('a/empty.bin', new Uint8Array());
    expect(await read('a/empty.bin')).toBe('');
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
    'A/b',
    'a/b\0',
    'a\\b/c',
  ])('%j can be none, so nothing is read, written or removed by it', async (key) => {
    expect(isKey(key)).toBe(false);
    expect(await storage.has(key)).toBe(false);
    await expect(storage.open(key)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(storage.put(key, text('x'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(storage.remove(key)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await readdir(root)).toEqual(['files']);
  });

  it('never leads out of the storage, whatever its text', async () => {
    fc.assert(
      fc.property(fc.string(), (key) => {
        if (!isKey(key)) return;
        expect(join(root, key).startsWith(root)).toBe(true);
        expect(key).not.toMatch(/\.\.\/|^\//);
      }),
    );
  });
});

describe('what does not work out', () => {
  it('leaves nothing when the source breaks off', async () => {
    async function* breaking(): AsyncIterable<Uint8Array> {
      yield text('half');
      throw new Error('connection lost');
    }
    await expect(storage.put('a/b.png', breaking())).rejects.toThrow('connection lost');
    expect(await readdir(join(root, 'files'))).toEqual(['.unfinished']);
    expect(await readdir(join(root, 'files/.unfinished'))).toEqual([]);
  });

  it('keeps the old file when replacing it breaks off', async () => {
    await storage.put('a/b.png', text('old'));
    async function* breaking(): AsyncIterable<Uint8Array> {
      yield text('new');
      throw new Error('connection lost');
    }
    await expect(storage.put('a/b.png', breaking())).rejects.toThrow();
    expect(await read('a/b.png')).toBe('old');
  });

  it('says that the disk is full, and leaves nothing', async ({ skip }) => {
    await using disk = await mountSmallDisk();
    if (!disk) return skip('may not mount a small disk here');
    const full = await DiskStorage.open(disk.path, { isExclusive: true });
    const error = await full.put('a/b.bin', new Uint8Array(2 << 20)).catch((reason) => reason);
    expect(error).toMatchObject({ code: 'STORAGE_FULL', isRetryable: true, cause: { code: 'ENOSPC' } });
    expect(await readdir(disk.path, { recursive: true })).toEqual(['.unfinished']);
    await full.put('a/b.bin', new Uint8Array(1 << 10));
    expect(await full.has('a/b.bin')).toBe(true);
  });

  it('clears what a killed process left unfinished, when no other process stores here', async () => {
    const folder = await storage.createWorkFolder();
    await writeFile(join(folder.path, 'video.mp4'), 'half');
    await DiskStorage.open(join(root, 'files'), { isExclusive: false });
    expect(await readdir(folder.path)).toEqual(['video.mp4']);
    await DiskStorage.open(join(root, 'files'), { isExclusive: true });
    expect(await readdir(join(root, 'files/.unfinished'))).toEqual([]);
  });
});

describe('keys', () => {
  it('lists a folder, and orphans are the files nobody knows', async () => {
    for (const key of ['a/1.png', 'a/2.png', 'a/deep/3.png', 'b/4.png']) await storage.put(key, text('x'));
    expect((await collect(storage.keys('a'))).sort()).toEqual(['a/1.png', 'a/2.png', 'a/deep/3.png']);
    expect(await collect(storage.keys('nothing'))).toEqual([]);
    expect(await removeOrphans(storage, 'a', new Set(['a/2.png', 'b/4.png']))).toBe(2);
    expect(await collect(storage.keys('a'))).toEqual(['a/2.png']);
    expect(await storage.has('b/4.png')).toBe(true);
  });
});
