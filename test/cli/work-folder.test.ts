import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FolderName, makeWorkFolder, removeLeftovers } from '../../src/cli/work-folder.ts';
import { tryLockFolder } from '../../src/database/folder-lock.ts';

const name: FolderName = { prefix: '.work-', contents: /^(?:lock(?:-journal)?|draft)$/ };
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'work-folder-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A folder as a process leaves it that is killed. */
async function leave(leftName: string, files: readonly string[] = ['draft']): Promise<string> {
  const path = join(folder, leftName);
  await mkdir(path);
  tryLockFolder(path)?.[Symbol.dispose]();
  for (const file of files) await writeFile(join(path, file), 'half');
  return path;
}

describe('a work folder', () => {
  it('is removed when it is disposed, or by the next one after its process was killed', async () => {
    await leave('.work-aB3xYz');
    {
      await using own = await makeWorkFolder(folder, name);
      await writeFile(join(own.path, 'draft'), 'half');
      expect(await readdir(folder)).toEqual([own.path.slice(folder.length + 1)]);
    }
    expect(await readdir(folder)).toEqual([]);
  });

  it('is kept while its process is running', async () => {
    await using own = await makeWorkFolder(folder, name);
    await removeLeftovers(folder, name);
    expect(existsSync(own.path)).toBe(true);
  });

  it.each([
    ['has a file of somebody else', () => leave('.work-000001', ['draft', 'holiday.jpg'])],
    ['has another kind of name', () => leave('.work-of-2024')],
    ['is being made', () => leave('.work-new-000001')],
    ['was never locked', () => mkdir(join(folder, '.work-000001'))],
  ])('is not taken for a leftover if it %s', async (_, make) => {
    await make();
    const before = await readdir(folder, { recursive: true });
    await removeLeftovers(folder, name);
    expect(await readdir(folder, { recursive: true })).toEqual(before);
  });

  it('is not a symbolic link: nothing in its target is removed', async () => {
    const elsewhere = await leave('elsewhere');
    await symlink('elsewhere', join(folder, '.work-000001'));
    await removeLeftovers(folder, name);
    expect((await readdir(elsewhere)).sort()).toEqual(['draft', 'lock']);
  });

  it('in a folder that cannot be listed is not an error', async () => {
    await expect(removeLeftovers(join(folder, 'nowhere'), name)).resolves.toBeUndefined();
  });
});
