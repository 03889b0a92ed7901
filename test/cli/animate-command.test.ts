import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { driftingClouds } from '../../src/scenes/drifting-clouds.ts';
import { writeScenePhoto } from '../../src/scenes/write.ts';
import { probeVideo } from '../../src/video/decoder.ts';
import { writeClip } from '../inference/clip/write-clip.ts';
import { writeTestBundle } from '../inference/test-bundle.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));
const cli = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));
let root: string;
let bundle: string;
let photo: string;
let folder: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'cli-'));
  bundle = await writeTestBundle(join(root, 'bundle'));
  photo = join(root, 'photo.jpg');
  await writeScenePhoto(photo, { width: 320, height: 200 });
});
beforeEach(async () => {
  folder = await mkdtemp(join(root, 'out-'));
});
afterAll(() => rm(root, { recursive: true }));

interface Run {
  exitCode: number;
  stdout: string;
  stderr: string;
}

function run(...args: string[]): Promise<Run> {
  return new Promise((resolve) => {
    execFile(process.execPath, [cli, ...args], (error, stdout, stderr) => {
      resolve({ exitCode: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}
function animate(...args: string[]): Promise<Run> {
  return run(
    photo,
    '--out',
    join(folder, 'video.mp4'),
    '--bundle',
    bundle,
    '--device',
    'cpu',
    '--seconds',
    '0.4',
    ...args,
  );
}

test('writes the video that was asked for, and with --json ends with one line that tells all', async () => {
  const { exitCode, stdout } = await animate(
    ...[
      '--json',
      '--width',
      '160',
      '--fps',
      '25',
      '--motion',
      'motion-03',
      '--appearance',
      'dusk',
      '--speed',
      '0.5',
    ],
    ...['--drive', 'recurrent', '--loop', 'crossfade', '--seed', '7', '--crf', '30', '--preset', 'ultrafast'],
  );
  expect(exitCode).toBe(0);
  const output = join(folder, 'video.mp4');
  const seconds = { decode: 0, motion: 0, appearance: 0, render: 0, encode: 0, check: 0, total: 0 };
  const quality = { firstFrameMaxAbsError: 0, seamRatio: 0, contrastKept: 0, meanSpeedPixels: 0 };
  const report = JSON.parse(stdout.trimEnd().split('\n').at(-1) as string);
  expect(Object.keys(report)).toEqual([
    ...[
      'output',
      'width',
      'height',
      'frames',
      'fps',
      'device',
      'bundle',
      'seconds',
      'peakRssBytes',
      'quality',
      'warnings',
      'outputs',
    ],
  ]);
  expect(report).toMatchObject({ output, width: 160, height: 100, frames: 10, fps: 25, device: 'cpu' });
  expect(report.bundle).toBe('test@1.0.0');
  expect(Object.keys(report.seconds)).toEqual(Object.keys(seconds));
  expect(Object.keys(report.quality)).toEqual(
    expect.arrayContaining([...Object.keys(quality), 'landChange', 'repeats']),
  );
  expect(await probeVideo(output)).toMatchObject({ width: 160, height: 100, frames: 10, fps: 25 });
  expect(await readdir(folder)).toEqual(['video.mp4']);
});

test('tells its progress on standard error, line by line where nobody watches', async () => {
  const { stdout, stderr } = await animate('--preset', 'ultrafast');
  expect(stdout).toMatch(/video\.mp4: 320 × 200, 12 frames at 30 fps, [\d.]+ MB in [\d.]+ s\n$/);
  expect(stderr).toMatch(/^decoding\npredicting-motion\nrendering\n/);
  expect(stderr).toContain('12/12 frames\nfinishing\n');
});

test('gives the light of another picture, or of a look, from the first frame on where it is held', async () => {
  for (const light of [
    ['--light-of', photo],
    ['--light', 'moonlit-night'],
  ]) {
    const { exitCode, stdout } = await animate(...light, '--light-course', 'held', '--json', '--force');
    expect(exitCode).toBe(0);
    const { firstFrameMaxAbsError } = JSON.parse(stdout).quality;
    if (light[1] === 'moonlit-night') expect(firstFrameMaxAbsError).toBeGreaterThan(50);
  }
});

test('makes one video for each light, with names that say which, and comments by which they are known to move alike', async () => {
  const { exitCode, stdout } = await animate('--lights', 'as-taken,moonlit-night', '--json');
  expect(exitCode).toBe(0);
  const reports = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const outputs = ['as-taken', 'moonlit-night'].map((light) => join(folder, `video-${light}.mp4`));
  expect(reports.map(({ output }) => output)).toEqual(outputs);
  expect(reports[0].quality.firstFrameMaxAbsError).toBe(0);
  expect(reports[1].quality.firstFrameMaxAbsError).toBeGreaterThan(50);
  const facts = await Promise.all(outputs.map((path) => probeVideo(path)));
  expect(facts.map(({ frames }) => frames)).toEqual([12, 12]);
  const comments = facts.map(({ comment }) =>
    comment?.match(/^driftscape motion=([0-9a-f]{32}) light=(.+)$/),
  );
  expect(comments.map((match) => match?.[2])).toEqual(['as-taken', 'moonlit-night']);
  expect(comments[0]?.[1]).toBe(comments[1]?.[1]);
  expect((await readdir(folder)).sort()).toEqual(['video-as-taken.mp4', 'video-moonlit-night.mp4']);
});

test('gives the motion of a clip', async () => {
  const scene = driftingClouds({ width: 320, height: 200, velocity: { x: 2, y: 0 } });
  const pictures = Array.from({ length: 16 }, (_, i) => scene.frameAt(i));
  const clip = await writeClip(join(root, 'clip.mp4'), pictures);
  const { exitCode, stdout } = await animate('--motion-of', clip, '--json');
  expect(exitCode).toBe(0);
  // Of 320 pixels, 2 move by 25 times a second, in a video of 30; the networks of the bundle move all alike.
  const { meanSpeedPixels } = JSON.parse(stdout).quality;
  expect(meanSpeedPixels).toBeGreaterThan((0.7 * (2 * 25)) / 30);
  expect(meanSpeedPixels).toBeLessThan((1.3 * (2 * 25)) / 30);
});

describe('ends with code 1 and one clear line', () => {
  const faults: [string, () => Promise<Run>, RegExp][] = [
    [
      'for a photo that is not there',
      () => run('nowhere.jpg', '--out', join(folder, 'v.mp4'), '--bundle', bundle),
      /^NOT_FOUND: .*nowhere\.jpg/,
    ],
    [
      'for an unknown preset',
      () => animate('--motion', 'gale'),
      /^UNKNOWN_PRESET: Expected .*motion-01, motion-02, motion-03, but received gale/,
    ],
    [
      'for an unknown appearance',
      () => animate('--appearance', 'gloom'),
      /^UNKNOWN_PRESET: Expected .*presets dusk … storm-light, but received gloom/,
    ],
    [
      'for a look with two times',
      () => animate('--light', 'sunset@0.5@0.9'),
      /^INVALID_SETTINGS: Expected a time from 0 to 1 after @, but received 0.5@0.9/,
    ],
    [
      'for a look with an @ and no time',
      () => animate('--light', 'sunset@'),
      /^INVALID_SETTINGS: Expected a time from 0 to 1 after @, but received nothing/,
    ],
    [
      'for looks that cannot be held together',
      () => animate('--light', 'sunset,storm', '--light-course', 'held'),
      /^INVALID_SETTINGS: appearance.moments: Expected one look where light is held/,
    ],
    [
      'for the light of several pictures that is to be held',
      () => animate('--light-of', photo, '--light-of', photo, '--light-course', 'held'),
      /^INVALID_SETTINGS: appearance.moments: Expected one look where light is held/,
    ],
    [
      'for a clip that is none',
      () => animate('--motion-of', photo),
      /^INVALID_CLIP: Expected a clip as MP4, MOV, WebM or MKV/,
    ],
    [
      'for a light that comes twice',
      () => animate('--lights', 'noon,noon'),
      /^INVALID_SETTINGS: Expected each light once, but received noon again/,
    ],
    [
      'for an unknown light',
      () => animate('--lights', 'as-taken,gloom'),
      /^UNKNOWN_PRESET: Expected one of the looks as-taken, dawn, .*but received gloom/,
    ],
    [
      'for strength without a light',
      () => animate('--light-strength', '0.5'),
      /^INVALID_SETTINGS: Expected --light, --lights or --light-of/,
    ],
    [
      'for a setting out of range',
      () => animate('--speed', '5'),
      /^INVALID_SETTINGS: speed: .*but received 5/,
    ],
    ['for a folder that is no bundle', () => animate('--bundle', root), /^INVALID_BUNDLE: .*bundle\.json/],
    [
      'for an output folder that is not there',
      () => animate('--out', join(folder, 'no', 'v.mp4')),
      /^INVALID_SETTINGS: .*existing folder/,
    ],
  ];
  test.each(faults)('%s', async (_, work, line) => {
    const { exitCode, stdout, stderr } = await work();
    expect(exitCode).toBe(1);
    expect(stdout).toBe('');
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(line);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('ends with code 2 and says how it is used', () => {
  test.each([
    ['no photo', ['--out', 'v.mp4'], /missing required argument 'photo'/],
    ['no output', ['photo.jpg'], /required option '--out <video\.mp4>' not specified/],
    ['an unknown option', ['photo.jpg', '--out', 'v.mp4', '--sped', '1'], /unknown option '--sped'/],
    [
      'text for a number',
      ['photo.jpg', '--out', 'v.mp4', '--fps', 'many'],
      /'many' is invalid.*Expected a number/,
    ],
    ['an empty photo', ['', '--out', 'v.mp4'], /'' is invalid.*Expected a path, but it is empty/],
    ['an empty output', ['photo.jpg', '--out', ''], /'--out .* '' is invalid. Expected a path/],
    ['an empty bundle', ['photo.jpg', '--out', 'v.mp4', '--bundle', ''], /'--bundle .* '' is invalid/],
    ['an empty motion', ['photo.jpg', '--out', 'v.mp4', '--motion', ''], /'--motion .* Expected a name/],
    ['an empty appearance', ['photo.jpg', '--out', 'v.mp4', '--appearance', ' '], /Expected a name/],
    [
      'an unknown loop',
      ['photo.jpg', '--out', 'v.mp4', '--loop', 'spin'],
      /Allowed choices are symmetric, crossfade, none/,
    ],
  ])('for %s', async (_, args, message) => {
    const { exitCode, stderr } = await run(...args);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

test('the photo stays when it is named as the output, too', async () => {
  const copy = join(folder, 'photo.mp4');
  await copyFile(photo, copy);
  const { exitCode, stderr } = await run(copy, '--out', copy, '--force', '--bundle', bundle);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^INVALID_SETTINGS: .*is the photo itself\n$/);
  expect(Buffer.compare(await readFile(copy), await readFile(photo))).toBe(0);
});

test('two commands with one output make one whole video', async () => {
  const runs = await Promise.all([animate('--preset', 'ultrafast'), animate('--preset', 'ultrafast')]);
  const codes = runs.map(({ exitCode }) => exitCode).sort();
  expect(codes).toEqual([0, 1]);
  expect(runs.find(({ exitCode }) => exitCode === 1)?.stderr).toMatch(
    /(exists|appeared meanwhile); add --force/,
  );
  expect(await probeVideo(join(folder, 'video.mp4'))).toMatchObject({ frames: 12 });
  expect(await readdir(folder)).toEqual(['video.mp4']);
});

/** Starts a command whose rendering takes long, and waits until it has begun. */
async function startLong(...command: readonly string[]) {
  const args = [
    '--out',
    join(folder, 'video.mp4'),
    '--bundle',
    bundle,
    '--device',
    'cpu',
    '--seconds',
    '600',
  ];
  const child = spawn(process.execPath, [cli, ...command, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  let stderr = '';
  await new Promise<void>((resolve) => {
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
      if (stderr.includes('rendering')) resolve();
    });
  });
  return { child, stderrOf: () => stderr };
}

test('what a killed run left is cleared by the next one in the same folder, and what lives is not', async () => {
  const killed = await startLong(photo);
  const [left] = await readdir(folder);
  killed.child.kill('SIGKILL');
  await once(killed.child, 'exit');
  const living = await startLong(photo);
  expect(await readdir(folder)).not.toContain(left);
  const [alive] = await readdir(folder);
  const { exitCode } = await animate('--out', join(folder, 'other.mp4'));
  expect(exitCode).toBe(0);
  expect((await readdir(folder)).sort()).toEqual([alive, 'other.mp4']);
  living.child.kill('SIGTERM');
  await once(living.child, 'exit');
  expect(await readdir(folder)).toEqual(['other.mp4']);
});

describe('through npm', () => {
  const npm = (args: readonly string[], cwd: string) =>
    new Promise<Run>((resolve) => {
      const { INIT_CWD: _, ...env } = process.env;
      execFile('npm', args, { cwd, env }, (error, stdout, stderr) => {
        resolve({ exitCode: error ? Number(error.code) : 0, stdout, stderr });
      });
    });
  const settings = ['--bundle', '../bundle', '--device', 'cpu', '--seconds', '0.4', '--json'];

  test('paths count from where npm was called, with --prefix', async () => {
    await copyFile(photo, join(folder, 'mine.jpg'));
    const run = ['--prefix', project, 'run', '--silent', 'animate', '--', 'mine.jpg', '--out', 'video.mp4'];
    const { exitCode, stdout } = await npm([...run, ...settings], folder);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ output: join(folder, 'video.mp4') });
    expect((await readdir(folder)).sort()).toEqual(['mine.jpg', 'video.mp4']);
  });

  test('paths count from where npm was called, in a folder of the project', async () => {
    const { exitCode, stderr } = await npm(
      ['run', '--silent', 'animate', '--', 'architecture.md', '--out', 'video.mp4'],
      join(project, 'docs'),
    );
    expect(exitCode).toBe(1);
    // Found, and no photo.
    expect(stderr).toMatch(/^INVALID_IMAGE: /);
  });

  test('a program that calls Node itself goes by its own folder, whatever npm it was called by', async () => {
    await copyFile(photo, join(folder, 'mine.jpg'));
    const env = { ...process.env, INIT_CWD: root, npm_package_json: join(root, 'package.json') };
    const { stderr } = await new Promise<Run>((resolve) => {
      execFile(
        process.execPath,
        [cli, 'mine.jpg', '--out', 'nowhere/v.mp4'],
        { cwd: folder, env },
        (error, stdout, stderr) => resolve({ exitCode: error ? Number(error.code) : 0, stdout, stderr }),
      );
    });
    expect(stderr).toContain(`${join(folder, 'nowhere')} is none; make it first`);
    expect(await readdir(folder)).toEqual(['mine.jpg']);
  });
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
  ['SIGQUIT', 131],
] as const)('%s ends it with code %i, and nothing is left', async (signal, code) => {
  const { child, stderrOf } = await startLong(photo);
  expect((await readdir(folder)).length).toBe(1);
  child.kill(signal);
  expect(await once(child, 'exit')).toEqual([code, null]);
  expect(await readdir(folder)).toEqual([]);
  expect(stderrOf()).not.toMatch(/^\s+at /m);
});

test.each(['-', '/dev/stdin'])('takes the photo from a pipe, as %s', async (name) => {
  const args = [
    '--out',
    join(folder, 'video.mp4'),
    '--bundle',
    bundle,
    '--device',
    'cpu',
    '--seconds',
    '0.4',
  ];
  const child = spawn(process.execPath, [cli, name, ...args], { stdio: ['pipe', 'ignore', 'ignore'] });
  createReadStream(photo).pipe(child.stdin);
  expect(await once(child, 'exit')).toEqual([0, null]);
  expect(await probeVideo(join(folder, 'video.mp4'))).toMatchObject({ width: 320, height: 200 });
});

test('ends when it is told to while it waits for the photo to come through a pipe', async () => {
  const args = [cli, '-', '--out', join(folder, 'video.mp4'), '--bundle', bundle];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'ignore', 'pipe'] });
  await vi.waitFor(async () => {
    const [work] = await readdir(folder);
    expect(await readdir(join(folder, work))).toContain('source');
  }, 20_000);
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([130, null]);
  expect(await readdir(folder)).toEqual([]);
});

test.each([
  ['Ctrl-C', '\u0003', 130],
  ['the end of the input', '\u0004', 1],
  ['no', 'n\r', 1],
])('%s is no leave to write over a file that is there', async (_, keys, code) => {
  const video = join(folder, 'video.mp4');
  await writeFile(video, 'an earlier video');
  // `script` of util-linux gives it a terminal.
  const command = [process.execPath, cli, photo, '--out', video, '--bundle', bundle].join(' ');
  const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let said = '';
  child.stdout.on('data', (text) => {
    if (said.includes('Write over it?')) return;
    said += text;
    if (said.includes('Write over it?')) child.stdin.write(keys);
  });
  expect(await once(child, 'exit')).toEqual([code, null]);
  expect(await readFile(video, 'utf8')).toBe('an earlier video');
  expect(await readdir(folder)).toEqual(['video.mp4']);
});

test('says so in one line when the file grows longer than it may', async () => {
  const args = [cli, photo, '--out', join(folder, 'video.mp4'), '--bundle', bundle, '--device', 'cpu'];
  const limited = `ulimit -f 8; exec "$@"`;
  const { exitCode, stderr } = await new Promise<Run>((resolve) => {
    const command = [limited, 'sh', process.execPath, ...args, '--crf', '1'];
    execFile('sh', ['-c', ...command], (error, stdout, stderr) => {
      resolve({ exitCode: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
  expect(exitCode).toBe(1);
  expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/^STORAGE_FULL: /);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(await readdir(folder)).toEqual([]);
});

test('explains itself', async () => {
  const { exitCode, stdout } = await run('--help');
  expect(exitCode).toBe(0);
  for (const option of ['--width', '--drive', '--loop', '--bundle', '--device', '--json']) {
    expect(stdout).toContain(option);
  }
});

test('an earlier video stays when making the new one fails', async () => {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'video.mp4'), 'an earlier video');
  const cut = join(root, 'cut.jpg');
  await writeFile(cut, Buffer.from('ffd8ffe000104a464946', 'hex'));
  const { exitCode } = await run(cut, '--out', join(folder, 'video.mp4'), '--force', '--bundle', bundle);
  expect(exitCode).toBe(1);
  expect(await readdir(folder)).toEqual(['video.mp4']);
});

describe('files beside the video', () => {
  test('are made of the same frames, by their ending or their format', async () => {
    const [square, poster] = [join(folder, 'square.webm'), join(folder, 'poster.avif')];
    const { exitCode, stdout, stderr } = await animate(
      ...['--output', `${square},crop=1:1,width=128,effort=fast`],
      ...['--output', `${poster},quality=50`, '--json'],
    );
    expect(stderr).not.toMatch(/INVALID/);
    expect(exitCode).toBe(0);
    const { outputs } = JSON.parse(stdout);
    expect(outputs).toMatchObject([
      { path: join(folder, 'video.mp4'), format: 'mp4-h264', width: 320, height: 200 },
      { path: square, format: 'webm-vp9', crop: '1:1', width: 128, height: 128 },
      { path: poster, format: 'avif', width: 320, height: 200 },
    ]);
    expect(await probeVideo(square)).toMatchObject({ width: 128, height: 128, codec: 'vp9' });
    expect((await readdir(folder)).toSorted()).toEqual(['poster.avif', 'square.webm', 'video.mp4']);
  });

  test('are for a web page with --web: its files, what shows them, and what describes them', async () => {
    const web = join(folder, 'lake');
    await mkdir(web);
    // Of an earlier set: one file of it, and what others may have put there.
    const before = { sources: [{ src: 'video-1280.h264.mp4' }, { src: '../mine.mp4' }], posters: [] };
    await writeFile(join(web, 'manifest.json'), JSON.stringify(before));
    for (const name of ['video-1280.h264.mp4', 'video-640.h264.mp4']) await writeFile(join(web, name), 'old');
    await writeFile(join(folder, 'mine.mp4'), 'mine');
    const { exitCode } = await run(
      ...[photo, '--web', web, '--alt', 'A "lake"', '--force', '--bundle', bundle],
      ...['--device', 'cpu', '--seconds', '0.4'],
    );
    expect(exitCode).toBe(0);
    expect(await readdir(folder)).toContain('mine.mp4');
    const names = ['manifest.json', 'poster.avif', 'poster.jpg', 'poster.webp', 'snippet.html'];
    expect((await readdir(web)).toSorted()).toEqual([
      ...names,
      'video-320.av1.mp4',
      'video-320.h264.mp4',
      // No manifest says that it was made here.
      'video-640.h264.mp4',
    ]);
    const manifest = JSON.parse(await readFile(join(web, 'manifest.json'), 'utf8'));
    expect(manifest).toMatchObject({
      status: 'SUCCEEDED',
      poster: 'poster.jpg',
      width: 320,
      light: 'as-taken',
    });
    const snippet = await readFile(join(web, 'snippet.html'), 'utf8');
    expect(snippet).toContain('<source src="video-320.av1.mp4"');
    expect(snippet).toContain('aria-label="A &quot;lake&quot;"');
  });

  test.each([
    ['a field that there is not', 'a.mp4,size=3', /format, width, crop/],
    ['an ending that says nothing', 'a.bin', /format=/],
    ['an ending of another format', 'a.mp4,format=webm-vp9', /\.webm/],
    ['a crop that there is not', 'a.mp4,crop=3:2', /crop/],
    ['a quality without effect', 'a.mov,quality=50', /no quality for QuickTime/],
  ])('are refused for %s', async (_, output, message) => {
    const { exitCode, stderr } = await animate('--output', join(folder, output));
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(message);
    expect(await readdir(folder)).toEqual([]);
  });
});
