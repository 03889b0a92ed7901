import sharp from 'sharp';
import { afterEach, expect, test, vi } from 'vitest';
import { PreviewScaler } from '../../src/inference/output/preview-scaler.ts';
import { type FramePreview, PreviewStream } from '../../src/inference/output/preview-stream.ts';

/** A frame of one colour: limited range BT.709. */
function frameOf(width: number, height: number, [y, u, v]: [number, number, number]): Uint8Array {
  const pixels = width * height;
  const yuv = new Uint8Array(pixels * 1.5);
  yuv.fill(y, 0, pixels);
  yuv.fill(u, pixels, pixels * 1.25);
  yuv.fill(v, pixels * 1.25);
  return yuv;
}
const red: [number, number, number] = [63, 102, 240];

afterEach(() => {
  vi.useRealTimers();
});

async function shrink(yuv: Uint8Array, width: number, height: number) {
  const scaler = new PreviewScaler({ width, height });
  const { rgba, ...size } = await scaler.shrink(yuv);
  scaler.free();
  return { ...size, rgba: rgba.slice() };
}

test('shrinks to at most 320 pixels wide, keeping colours', async () => {
  const { width, height, rgba } = await shrink(frameOf(1920, 1080, red), 1920, 1080);
  expect([width, height]).toEqual([320, 180]);
  expect(rgba[0]).toBeGreaterThan(252);
  expect(rgba[1]).toBeLessThan(3);
  expect(rgba[2]).toBeLessThan(3);
});

test('supports odd factors and small frames', async () => {
  expect(await shrink(frameOf(1000, 66, red), 1000, 66)).toMatchObject({ width: 250, height: 16 });
  expect(await shrink(frameOf(64, 64, red), 64, 64)).toMatchObject({ width: 32, height: 32 });
});

test('computes every small pixel as the mean colour of its area, by BT.709', async () => {
  const [width, height, factor] = [640, 360, 2];
  const yuv = new Uint8Array(width * height * 1.5);
  const wave = (i: number, columns: number) =>
    Math.sin((20 * (i % columns)) / columns) * Math.cos((0.03 * i) / columns);
  const plane = (from: number, columns: number, rows: number, middle: number, reach: number) => {
    for (let i = 0; i < columns * rows; i++) yuv[from + i] = middle + reach * wave(i, columns);
  };
  const pixels = width * height;
  plane(0, width, height, 126, 70);
  plane(pixels, width / 2, height / 2, 120, 30);
  plane(pixels * 1.25, width / 2, height / 2, 130, -30);
  const small = await shrink(yuv, width, height);
  const mean = (x: number, y: number) =>
    (yuv[y * width + x] + yuv[y * width + x + 1] + yuv[(y + 1) * width + x] + yuv[(y + 1) * width + x + 1]) /
    4;
  let worst = 0;
  for (let i = 0; i < small.width * small.height; i++) {
    const [x, y] = [i % small.width, Math.floor(i / small.width)];
    const luma = (mean(x * factor, y * factor) - 16) * (255 / 219);
    const blue = (yuv[pixels + i] - 128) * (255 / 224);
    const red = (yuv[pixels * 1.25 + i] - 128) * (255 / 224);
    // ITU-R BT.709 table 3: factors of 0.2126, 0.7152, 0.0722.
    const rgb = [luma + 1.5748 * red, luma - 0.1873 * blue - 0.4681 * red, luma + 1.8556 * blue];
    for (const [channel, value] of rgb.entries()) {
      const shown = small.rgba[4 * i + channel];
      worst = Math.max(worst, Math.abs(Math.min(255, Math.max(0, value)) - shown));
    }
    expect(small.rgba[4 * i + 3]).toBe(255);
  }
  expect(worst).toBeLessThanOrEqual(1);
});

test('shows the first frame at once and then at most four a second', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const shown: FramePreview[] = [];
  const previews = new PreviewStream({ width: 64, height: 64 }, (preview) => shown.push(preview));
  for (let frame = 1; frame <= 31; frame++) {
    previews.offerFrame(frame, frameOf(64, 64, red));
    // None is left out because another is still being made.
    await previews.finish();
    vi.advanceTimersByTime(50);
  }
  expect(shown.map(({ frame }) => frame)).toEqual([1, 6, 11, 16, 21, 26, 31]);
});

test('skips frames while a preview is being made, however long that takes', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const shown: FramePreview[] = [];
  const previews = new PreviewStream({ width: 640, height: 360 }, (preview) => shown.push(preview));
  for (let frame = 1; frame <= 5; frame++) {
    previews.offerFrame(frame, frameOf(640, 360, red));
    vi.advanceTimersByTime(1000);
  }
  await previews.finish();
  expect(shown.map(({ frame }) => frame)).toEqual([1]);
  expect(await sharp(shown[0].jpeg).metadata()).toMatchObject({ format: 'jpeg', width: 320, height: 180 });
});

test('reports a failing listener', async () => {
  const previews = new PreviewStream({ width: 64, height: 64 }, () => {
    throw new Error('nobody there');
  });
  previews.offerFrame(1, frameOf(64, 64, red));
  await expect(previews.finish()).rejects.toThrow('nobody there');
});
