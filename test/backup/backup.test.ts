import { execFile } from 'node:child_process';
import { cp, mkdtemp, open, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backUp } from '../../src/backup/backup.ts';
import { restore } from '../../src/backup/restore.ts';
import { lockFolder } from '../../src/database/folder-lock.ts';
import { newDraftKey } from '../../src/owned-keys.ts';
import { defaultProject } from '../../src/project.ts';
import { openWorkbench } from '../animations/workbench.ts';
import { openEmbeddedTestDatabase, type TestDatabase } from '../support/databases.ts';

const source = join(import.meta.dirname, '../../src');

let original: TestDatabase;
let folder: string;
let backup: string;
let animationId: string;

beforeAll(async () => {
  original = await openEmbeddedTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'driftscape-backup-'));
  backup = join(folder, 'backup.tar');
  const bench = await openWorkbench(async () => ({ ...original, [Symbol.asyncDispose]: async () => {} }));
  await bench.startWorker();
  animationId = await bench.addAnimation();
  await (await bench.engine.nextJob()).finish();
  await bench.eventsUntilEnd(animationId);
  await bench.addAnimation();
  await (await bench.engine.nextJob()).aborted;
  // What only waits for what becomes of it goes into no backup, and no draft does.
  await bench.storage.put('waiting/upload', new Uint8Array(10));
  await bench.storage.put(newDraftKey(defaultProject, new Date()), new Uint8Array(10));
  await bench[Symbol.asyncDispose]();
});

afterAll(async () => {
  await original[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

async function run(program: string, dataDirectory: string, ...args: string[]) {
  const env = { PATH: process.env.PATH, DATA_DIR: dataDirectory, NODE_NO_WARNINGS: '1' };
  const path = join(source, program);
  return promisify(execFile)(process.execPath, [path, ...args], { env }).catch((error) => error);
}

describe('a backup', () => {
  it('is restored into a new folder, where everything works', async () => {
    const { dataDirectory } = original.config;
    const wrote = await run('backup.ts', dataDirectory, backup);
    expect(wrote.stdout).toMatch(/^Wrote .* and 4 files \(\d+ bytes\)\n$/);
    const restored = join(folder, 'restored');
    const read = await run('restore.ts', restored, backup);
    expect(read.stderr).toBe('');
    expect(read.stdout).toMatch(/^Restored .* and 4 files/);

    await using bench = await openWorkbench(async () => ({
      config: { dataDirectory: restored },
      [Symbol.asyncDispose]: async () => {},
    }));
    const row = await bench.row(animationId);
    expect(row.status).toBe('SUCCEEDED');
    const video = await bench.storage.describe(row.outputs[0].storageKey);
    const path = join(dataDirectory, 'files', row.outputs[0].storageKey);
    expect(video).toMatchObject({ sizeBytes: (await stat(path)).size });
    expect((await bench.eventsUntilEnd(animationId, { after: 0 })).at(-1)?.type).toBe('ended');
    // What waited in the queue still does.
    await bench.startWorker();
    const job = await bench.engine.nextJob();
    await job.finish();
    expect((await bench.eventsUntilEnd(job.id)).at(-1)).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('is readable only by its user, and so is the restored data', async () => {
    const modeOf = async (path: string) => (await stat(path)).mode & 0o777;
    const restored = join(folder, 'restored');
    expect(await modeOf(backup)).toBe(0o600);
    expect(await modeOf(restored)).toBe(0o700);
    const [photo] = await readdir(join(restored, 'files/images'));
    expect(await modeOf(join(restored, 'files/images', photo))).toBe(0o600);
  });

  it('overwrites no data', async () => {
    const target = await mkdtemp(join(folder, 'taken-'));
    await cp(join(original.config.dataDirectory, 'files'), join(target, 'files'), { recursive: true });
    await expect(restore(backup, target)).rejects.toThrow('Expected a DATA_DIR without data');
  });

  it('is not made while a server is running, and leaves nothing', async () => {
    using _lock = lockFolder(original.config.dataDirectory);
    const { code, stderr } = await run('backup.ts', original.config.dataDirectory, join(folder, 'busy.tar'));
    expect(code).toBe(1);
    expect(stderr).toContain('Another Driftscape uses this DATA_DIR');
    expect((await readdir(folder)).filter((name) => name.startsWith('busy'))).toEqual([]);
  });

  it('is rejected if truncated, and leaves nothing', async () => {
    const cut = join(folder, 'cut.tar');
    await cp(backup, cut);
    await using file = await open(cut, 'r+');
    await file.truncate((await stat(cut)).size - 4_096);
    const target = join(folder, 'from-cut');
    await expect(restore(cut, target)).rejects.toThrow('is not a complete backup');
    expect(await readdir(target)).toEqual([]);
  });

  it('is not restored from any other file', async () => {
    const other = join(folder, 'other.tar');
    await writeFile(other, 'hello'.repeat(1_000));
    await expect(restore(other, join(folder, 'from-other'))).rejects.toThrow('is not a complete backup');
    await expect(restore(join(folder, 'nothing'), join(folder, 'none'))).rejects.toThrow('ENOENT');
  });

  it('needs a database', async () => {
    await expect(backUp({ dataDirectory: join(folder, 'empty') }, join(folder, 'x.tar'))).rejects.toThrow(
      'There is no database',
    );
  });
});
