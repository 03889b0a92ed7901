import { execFileSync } from 'node:child_process';
import {
  link,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OutputOptions, openOutput } from '../../src/cli/output.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'output-'));
});
afterEach(() => rm(folder, { recursive: true }));

const extensions = ['.mp4'];

async function write(name: string, text: string, options: Partial<OutputOptions> = {}): Promise<void> {
  await using output = await openOutput(join(folder, name), { extensions, isForced: false, ...options });
  await writeFile(output.path, text);
  await output.publish();
}

const textOf = (name: string) => readFile(join(folder, name), 'utf8');

describe('openOutput', () => {
  it('creates the file when it is published, and nothing else', async () => {
    const output = await openOutput(join(folder, 'video.mp4'), { extensions, isForced: false });
    await writeFile(output.path, 'a video');
    expect(await readdir(folder)).not.toContain('video.mp4');
    await output.publish();
    await output[Symbol.asyncDispose]();
    expect(await readdir(folder)).toEqual(['video.mp4']);
    expect(await textOf('video.mp4')).toBe('a video');
  });

  it('leaves nothing if it is not published', async () => {
    {
      await using output = await openOutput(join(folder, 'video.mp4'), { isForced: false });
      await writeFile(output.path, 'half a video');
    }
    expect(await readdir(folder)).toEqual([]);
  });

  it('overwrites a file only if allowed', async () => {
    await write('video.mp4', 'the first');
    await expect(write('video.mp4', 'the second')).rejects.toThrow(
      `video.mp4 already exists; add --force to overwrite it, or name another`,
    );
    expect(await textOf('video.mp4')).toBe('the first');
    await write('video.mp4', 'the third', { isForced: true });
    expect(await textOf('video.mp4')).toBe('the third');
  });

  it('rejects a file that the same command already writes, under any name', async () => {
    const taken = new Set<string>();
    await using _first = await openOutput(join(folder, 'video.mp4'), { extensions, isForced: true, taken });
    await symlink('video.mp4', join(folder, 'other.mp4'));
    const twice = openOutput(join(folder, 'other.mp4'), { extensions, isForced: true, taken });
    await expect(twice).rejects.toThrow(/named twice; name another file/);
  });

  it('keeps what another command has written to the same path meanwhile', async () => {
    const path = join(folder, 'video.mp4');
    await using one = await openOutput(path, { isForced: false });
    await using other = await openOutput(path, { isForced: false });
    expect(one.path).not.toBe(other.path);
    await writeFile(one.path, 'one');
    await writeFile(other.path, 'other');
    await one.publish();
    await expect(other.publish()).rejects.toThrow('was created meanwhile; add --force');
    expect(await textOf('video.mp4')).toBe('one');
  });

  it('never overwrites the photo itself, under any name', async () => {
    const source = join(folder, 'photo.mp4');
    await writeFile(source, 'the photo');
    await link(source, join(folder, 'hard.mp4'));
    await symlink('photo.mp4', join(folder, 'soft.mp4'));
    for (const name of ['photo.mp4', './photo.mp4', 'hard.mp4', 'soft.mp4']) {
      const writing = write(name, 'a video', { source, isForced: true });
      await expect(writing, name).rejects.toThrow('is the photo itself');
    }
    expect(await textOf('photo.mp4')).toBe('the photo');
  });

  it.each([true, false])('follows a symbolic link, whether its target exists: %s', async (isThere) => {
    await mkdir(join(folder, 'elsewhere'));
    if (isThere) await writeFile(join(folder, 'elsewhere/real.mp4'), 'an earlier video');
    await symlink('elsewhere/real.mp4', join(folder, 'video.mp4'));
    await write('video.mp4', 'a video', { isForced: true });
    expect((await lstat(join(folder, 'video.mp4'))).isSymbolicLink()).toBe(true);
    expect(await textOf('elsewhere/real.mp4')).toBe('a video');
    expect(await readdir(join(folder, 'elsewhere'))).toEqual(['real.mp4']);
  });

  it.each([
    ['standard output', () => '-', '- means standard output'],
    ['a folder', () => join(folder, 'folder.mp4'), 'is a folder'],
    ['a pipe', () => join(folder, 'pipe.mp4'), 'is a device or a pipe'],
    ['a link in a circle', () => join(folder, 'circle.mp4'), 'form a loop'],
    ['a folder that is missing', () => join(folder, 'no', 'video.mp4'), 'create it first'],
    ['a folder that may not be written', () => '/sys/video.mp4', 'a folder that can be written to'],
    ['a name of 300 letters', () => join(folder, `${'a'.repeat(300)}.mp4`), 'its name is too long'],
    ['a name that ends in a slash', () => `${join(folder, 'video.mp4')}/`, 'ends in a slash'],
    ['an ending without a name', () => join(folder, '.mp4'), 'is only an ending; put a name before it'],
    ['no ending', () => join(folder, 'video'), 'a file that ends in .mp4'],
    ['the ending of a photo', () => join(folder, 'video.jpg'), 'a file that ends in .mp4'],
  ])('rejects %s before anything is made', async (_, out, words) => {
    await mkdir(join(folder, 'folder.mp4'));
    execFileSync('mkfifo', [join(folder, 'pipe.mp4')]);
    await symlink('circle.mp4', join(folder, 'circle.mp4'));
    const before = await readdir(folder);
    const opening = openOutput(out(), { extensions, isForced: true });
    await expect(opening).rejects.toMatchObject({ code: 'INVALID_SETTINGS', path: ['out'] });
    await expect(opening).rejects.toThrow(words);
    expect(await readdir(folder)).toEqual(before);
  });

  it.each([247, 255])('accepts a name of %i letters, the maximum of the file system', async (length) => {
    const name = `${'a'.repeat(length - 4)}.mp4`;
    await using output = await openOutput(join(folder, name), { extensions, isForced: false });
    // As the video encoder names its own file in the making.
    await writeFile(`${output.path}.partial`, 'a video');
    await rename(`${output.path}.partial`, output.path);
    await output.publish();
    expect(await textOf(name)).toBe('a video');
  });

  it('rejects a folder whose path is too long for a partial file, before anything is made', async () => {
    let deep = folder;
    while (Buffer.byteLength(deep) < 4060) {
      deep = join(deep, 'a'.repeat(Math.min(200, 4068 - Buffer.byteLength(deep))));
      await mkdir(deep);
    }
    await expect(openOutput(join(deep, 'v.mp4'), { isForced: false })).rejects.toThrow('a shorter path');
    expect(await readdir(deep)).toEqual([]);
  });

  it('rejects a device', async () => {
    await expect(openOutput('/dev/null', { isForced: true })).rejects.toThrow('is a device or a pipe');
    expect((await stat('/dev/null')).isCharacterDevice()).toBe(true);
  });
});
