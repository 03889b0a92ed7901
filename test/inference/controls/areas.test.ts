import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { drawStrokes } from '../../../src/inference/areas/brush.ts';
import { drawArea } from '../../../src/inference/areas/draw-area.ts';
import { fillPolygons } from '../../../src/inference/areas/polygons.ts';

const size = { width: 200, height: 100 };
const at = (matte: Uint8Array, x: number, y: number) => matte[y * size.width + x];
const sum = (matte: Uint8Array) => matte.reduce((total, value) => total + value, 0) / 255;

describe('a brush', () => {
  test('draws a round dot of its size', () => {
    const dot = drawStrokes([{ points: [{ x: 0.5, y: 0.5 }], radius: 0.1 }], 0.01, size);
    expect(sum(dot)).toBeCloseTo(Math.PI * 20 ** 2, -1);
    expect([at(dot, 100, 50), at(dot, 116, 50), at(dot, 124, 50)]).toEqual([255, 255, 0]);
  });

  test('draws a large dot as exactly as a small one, on a coarser grid', () => {
    const dot = drawStrokes([{ points: [{ x: 0.5, y: 0.5 }], radius: 0.22 }], 0.01, size);
    expect(Math.abs(sum(dot) - Math.PI * 44 ** 2)).toBeLessThan(40);
  });

  test('has round ends and a constant width along a line', () => {
    const line = drawStrokes(
      [
        {
          points: [
            { x: 0.2, y: 0.3 },
            { x: 0.8, y: 0.3 },
          ],
          radius: 0.05,
        },
      ],
      0.005,
      size,
    );
    expect(Math.abs(sum(line) - (120 * 20 + Math.PI * 100))).toBeLessThan(30);
    expect(at(line, 100, 21)).toBe(255);
    expect(at(line, 100, 41)).toBe(0);
  });

  test('erases what was drawn before, not what is drawn after', () => {
    const points = [{ x: 0.5, y: 0.5 }];
    const erased = drawStrokes(
      [
        { points, radius: 0.2 },
        { points, radius: 0.1, erase: true },
      ],
      0,
      size,
    );
    expect([at(erased, 100, 50), at(erased, 130, 50)]).toEqual([0, 255]);
    const drawn = drawStrokes(
      [
        { points, radius: 0.1, erase: true },
        { points, radius: 0.2 },
      ],
      0,
      size,
    );
    expect(at(drawn, 100, 50)).toBe(255);
  });

  test('has a soft edge of the given width', () => {
    const soft = drawStrokes([{ points: [{ x: 0.5, y: 0.5 }], radius: 0.15 }], 0.1, size);
    const row = Array.from({ length: 60 }, (_, i) => at(soft, 100 + i, 50));
    expect(row).toEqual(row.toSorted((a, b) => b - a));
    expect(row.filter((value) => value > 0 && value < 255).length).toBeGreaterThan(16);
  });
});

describe('polygons', () => {
  const square = [
    { x: 0.25, y: 0.2 },
    { x: 0.75, y: 0.2 },
    { x: 0.75, y: 0.8 },
    { x: 0.25, y: 0.8 },
  ];

  test('cover exactly their area, including parts of pixels', () => {
    expect(sum(fillPolygons([square], size))).toBeCloseTo(100 * 60, 0);
    const triangle = [
      { x: 0.103, y: 0.1 },
      { x: 0.9, y: 0.1 },
      { x: 0.103, y: 0.9 },
    ];
    expect(sum(fillPolygons([triangle], size))).toBeCloseTo((0.797 * 200 * 80) / 2, -1);
  });

  test('leave holes where they overlap or cross themselves', () => {
    const inner = square.map(({ x, y }) => ({ x: 0.5 + (x - 0.5) / 2, y: 0.5 + (y - 0.5) / 2 }));
    expect(at(fillPolygons([square, inner], size), 100, 50)).toBe(0);
    const star = Array.from({ length: 5 }, (_, i) => {
      const angle = (4 * Math.PI * i) / 5;
      return { x: 0.5 + 0.2 * Math.cos(angle), y: 0.5 + 0.4 * Math.sin(angle) };
    });
    const filled = fillPolygons([star], size);
    expect(at(filled, 100, 50)).toBe(0);
    expect(at(filled, 130, 50)).toBe(255);
  });
});

describe('a mask', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'masks-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const digest = 'a'.repeat(64);
  const open = (path: string | undefined) =>
    drawArea(
      { mask: digest },
      { feather: 0, size, pictures: path ? { [digest]: path } : {}, path: ['regions', '2', 'area'] },
    );

  /** White on its left half, at any size. */
  async function writeMask(width: number, height: number, { isEmpty = false, alpha = 255 } = {}) {
    const rgba = new Uint8Array(width * height * 4);
    for (let i = 0; i < width * height; i++) {
      rgba.fill(!isEmpty && i % width < width / 2 ? 255 : 0, 4 * i, 4 * i + 3);
      rgba[4 * i + 3] = alpha;
    }
    const path = join(folder, `${width}x${height}-${isEmpty}-${alpha}.png`);
    await sharp(rgba, { raw: { width, height, channels: 4 } }).toFile(path);
    return path;
  }

  test('includes white areas, at any size of the same aspect', async () => {
    const matte = await open(await writeMask(400, 200));
    expect([at(matte, 20, 50), at(matte, 90, 50), at(matte, 110, 50), at(matte, 180, 50)]).toEqual([
      255, 255, 0, 0,
    ]);
  });

  test('that is all white covers everything', async () => {
    const path = join(folder, 'full.png');
    await sharp({ create: { width: 200, height: 100, channels: 3, background: '#fff' } }).toFile(path);
    expect((await open(path)).every((value) => value === 255)).toBe(true);
  });

  test.each([
    ['of another aspect', () => writeMask(200, 110), /aspect/],
    ['that is empty', () => writeMask(200, 100, { isEmpty: true }), /empty/],
    ['that is transparent', () => writeMask(200, 100, { alpha: 0 }), /empty/],
    ['that is not stored', async () => undefined, /stored/],
    [
      'that is no picture',
      async () => {
        const path = join(folder, 'words.png');
        await writeFile(path, 'words');
        return path;
      },
      /Expected/,
    ],
  ])('%s is rejected with its path', async (_, write, message) => {
    await expect(open(await write())).rejects.toMatchObject({
      code: 'INVALID_SETTINGS',
      path: ['regions', '2', 'area', 'mask'],
      message: expect.stringMatching(message),
    });
  });
});
