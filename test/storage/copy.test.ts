import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { copyStorage } from '../../src/storage/copy.ts';
import { DiskStorage } from '../../src/storage/disk.ts';
import { S3Storage } from '../../src/storage/s3/s3.ts';
import { collect } from '../support/collect.ts';
import { describeS3, S3Server } from '../support/s3-server.ts';
import { readAll, text } from './contract.ts';

const program = join(import.meta.dirname, '../../src/storage-copy.ts');

let folder: string;
let from: DiskStorage;
let to: DiskStorage;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'driftscape-copy-'));
  from = await DiskStorage.open(join(folder, 'files'), { isExclusive: true });
  to = await DiskStorage.open(join(folder, 'other'), { isExclusive: true });
  for (const key of ['images/a.jpg', 'animations/b/c.mp4', 'scenes/d/e.png', 'drafts/f/g.mp4']) {
    await from.put(key, text(key));
  }
  await from.writeIdentity('site');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const kept = ['animations/b/c.mp4', 'images/a.jpg', 'scenes/d/e.png'];

it('a copy of a storage has its files and its identity', async () => {
  expect(await copyStorage(from, to)).toMatchObject({ copied: 3, there: 0 });
  expect((await collect(to.keys())).sort()).toEqual(kept);
  for (const key of kept) expect((await readAll(to, key)).toString()).toBe(key);
  expect(await to.readIdentity()).toBe('site');
});

it('an interrupted copy is not a storage yet, and can be continued', async () => {
  let count = 0;
  const breaking = copyStorage(from, to, {
    onFile() {
      count += 1;
      if (count === 2) throw new Error('killed');
    },
  });
  await expect(breaking).rejects.toThrow('killed');
  expect(await to.readIdentity()).toBe('unfinished copy of site');
  await from.put('images/new.jpg', text('new'));
  const { copied, there } = await copyStorage(from, to);
  expect(copied + there).toBe(4);
  expect(there).toBeGreaterThan(0);
  expect(await to.readIdentity()).toBe('site');
});

it('a file of another size is copied again, and one with other bytes if they are compared', async () => {
  await copyStorage(from, to);
  await writeFile(join(folder, 'other/images/a.jpg'), 'half');
  await writeFile(join(folder, 'other/scenes/d/e.png'), 'scenes/d/E.png');
  expect(await copyStorage(from, to)).toMatchObject({ copied: 1, there: 2 });
  expect(await copyStorage(from, to, { isThorough: true })).toMatchObject({ copied: 1, there: 2 });
  expect((await readAll(to, 'scenes/d/e.png')).toString()).toBe('scenes/d/e.png');
});

it('nothing is copied to another storage, or from a folder that is none', async () => {
  await to.writeIdentity('of others');
  await expect(copyStorage(from, to)).rejects.toThrow('already belongs to another server');
  const empty = await DiskStorage.open(join(folder, 'empty'), { isExclusive: true });
  await expect(copyStorage(empty, to)).rejects.toThrow('has no name yet; start a server on it first');
  expect(await collect(to.keys())).toEqual([]);
});

async function run(env: Record<string, string>, ...args: string[]) {
  const options = { env: { PATH: process.env.PATH, DATA_DIR: folder, NODE_NO_WARNINGS: '1', ...env } };
  return promisify(execFile)(process.execPath, [program, ...args], options).catch((error) => error);
}

it('the command prints its usage', async () => {
  expect(await run({}, '--from', 'disk')).toMatchObject({ code: 2, stderr: expect.stringContaining('--to') });
  expect(await run({}, '--to', 'disk')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('two different storages'),
  });
  expect(await run({}, '--to', 'ftp://x')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('s3://bucket'),
  });
});

describeS3(() => {
  it('the command copies to a bucket and back', async () => {
    await using s3 = await S3Server.start();
    const STORAGE = `s3://${s3.bucket}/copy`;
    const there = await run(s3.settings, '--to', STORAGE);
    expect(there.stdout).toMatch(/^Copied 3 files \(\d+ bytes\) from \/.*\/files to s3:\/\/driftscape\/copy/);
    using _env = s3.useHere();
    const settings = { bucket: s3.bucket, prefix: 'copy', isPathStyle: true } as const;
    const more = { downloads: 'proxy', uploads: 'proxy' } as const;
    const bucket = await S3Storage.open({ ...settings, ...more }, join(folder, 'work'), {
      isExclusive: true,
    });
    expect((await collect(bucket.keys())).sort()).toEqual(kept);
    expect(await bucket.readIdentity()).toBe('site');
    const other = await mkdtemp(join(folder, 'back-'));
    const back = await run({ ...s3.settings, STORAGE, DATA_DIR: other }, '--to', 'disk');
    expect(back.stdout).toMatch(/^Copied 3 files/);
    const disk = await DiskStorage.open(join(other, 'files'), { isExclusive: true });
    expect((await readAll(disk, 'images/a.jpg')).toString()).toBe('images/a.jpg');
  });
});
