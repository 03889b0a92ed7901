import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readControls } from '../../src/cli/controls.ts';
import type { SceneData } from '../../src/inference/scene-data.ts';
import { writeScenePhoto } from '../../src/scenes/write.ts';
import { code, sceneSide, writeTestBundle } from '../inference/test-bundle.ts';

const cli = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));
let folder: string;
let photo: string;
let bundle: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-controls-'));
  photo = join(folder, 'photo.jpg');
  await writeScenePhoto(photo, { width: 160, height: 100 });
  // A sky above, land below.
  const points = sceneSide ** 2;
  const scene = new Float32Array(4 * points);
  for (let point = 0; point < points; point++) scene[(point < points / 3 ? 1 : 0) * points + point] = 1;
  bundle = await writeTestBundle(join(folder, 'bundle'), { scene });
  await sharp({ create: { width: 160, height: 100, channels: 3, background: '#fff' } }).toFile(
    join(folder, 'mask.png'),
  );
});
afterAll(() => rm(folder, { recursive: true }));

function run(...args: string[]): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const common = ['--bundle', bundle, '--device', 'cpu', '--force'];
  return new Promise((resolve) => {
    execFile(process.execPath, [cli, photo, ...common, ...args], (error, stdout, stderr) => {
      resolve({ exitCode: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

describe('the command line', () => {
  test('writes a picture of the regions found, and reports them as JSON', async () => {
    const picture = join(folder, 'scene.png');
    const { exitCode, stdout } = await run('--scene', picture, '--json');
    expect(exitCode).toBe(0);
    const { scene } = JSON.parse(stdout);
    expect(scene.regions.map(({ region }: { region: string }) => region)).toEqual(['SKY', 'LAND']);
    expect(scene).toMatchObject({ widthPixels: 160, heightPixels: 100 });
    expect(await sharp(await readFile(picture)).metadata()).toMatchObject({ width: 160, height: 100 });
  });

  test('makes a video from a file and from options', async () => {
    const file = join(folder, 'regions.json');
    await writeFile(
      file,
      JSON.stringify([{ area: { region: 'SKY' }, motion: { degrees: 90 }, speedPercent: null }]),
    );
    const { exitCode, stdout } = await run(
      ...['--out', join(folder, 'video.mp4'), '--seconds', '0.4', '--json', '--regions', file],
      ...[
        '--anchor',
        '0.5,0.1',
        '--arrow',
        '0.2,0.1,0.2,0,3',
        '--camera',
        '1.1,0.5,0.5',
        '--freeze',
        join(folder, 'mask.png'),
      ],
    );
    expect(exitCode).toBe(0);
    // All of it is frozen.
    expect(JSON.parse(stdout)).toMatchObject({
      width: 160,
      quality: { meanSpeedPixels: 0, landMoving: null },
    });
  });

  test.each([
    [['--arrow', '0.5,0.9,0.1,0'], 1, /land was found at 0.5,0.9; .* or draw a region/],
    [['--arrow', '0.5,0.9'], 2, /4 or 5 numbers/],
    [['--anchor', '2,0'], 1, /anchors\.0\.x/],
    [['--camera', '3'], 1, /camera\.zoom/],
    [['--freeze', 'missing.png'], 1, /^NOT_FOUND: Expected a mask at .*missing\.png, but nothing is there/m],
    [
      ['--regions', 'missing.json'],
      1,
      /^NOT_FOUND: Expected a file of regions at .*missing\.json, but nothing/m,
    ],
  ])('rejects %j with the reason', async (options, expected, message) => {
    const { exitCode, stderr } = await run(
      '--out',
      join(folder, 'refused.mp4'),
      '--seconds',
      '0.2',
      ...options,
    );
    expect(stderr).toMatch(message);
    expect(exitCode).toBe(expected);
  });
});

describe('a file of controls', () => {
  const read = async (content: unknown) => {
    const path = join(folder, 'controls.json');
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
    const codebook = { motion: [code(0), code(1)], named: [], appearance: [] };
    return readControls(
      { regions: path },
      { codebook, describe: () => Promise.reject<SceneData>(new Error('unasked')) },
    );
  };

  test('refers to masks by relative paths, which become their digests', async () => {
    const { settings, pictures } = await read({
      freeze: [{ area: { mask: 'mask.png' } }],
      camera: { zoom: 1.2 },
    });
    const [digest] = Object.keys(pictures);
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(pictures[digest]).toBe(join(folder, 'mask.png'));
    expect(settings).toMatchObject({ freeze: [{ area: { mask: digest } }], camera: { zoom: 1.2 } });
  });

  test('accepts presets by name', async () => {
    const { settings } = await read([{ area: { region: 'SKY' }, motion: { preset: 'motion-02' } }]);
    expect(settings.regions?.[0].motion).toEqual({ code: code(1) });
  });

  test('is rejected for a missing mask, with the path that was tried', async () => {
    await expect(read({ freeze: [{ area: { mask: 'gone.png' } }] })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: `Expected a mask at ${join(folder, 'gone.png')}, but nothing is there`,
    });
  });

  test.each([
    ['not JSON', '{', /Expected JSON/],
    ['of unknown members', { masks: [] }, /also has masks; leave that out/],
    ['a number', '3', /array of regions/],
  ])('that is %s is rejected', async (_, content, message) => {
    await expect(read(content)).rejects.toMatchObject({
      code: 'INVALID_SETTINGS',
      message: expect.stringMatching(message),
    });
  });
});
