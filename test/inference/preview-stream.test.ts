import sharp from 'sharp';
import { afterEach, expect, test, vi } from 'vitest';
import { type FramePreview, PreviewStream, shrinkToRgba } from '../../src/inference/output/preview-stream.ts';

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

test('shrinks to at most 320 pixels wide, colours kept', () => {
  const { width, height, rgba } = shrinkToRgba(frameOf(1920, 1080, red), 1920, 1080);
  expect([width, height]).toEqual([320, 180]);
  expect(rgba[0]).toBeGreaterThan(252);
  expect(rgba[1]).toBeLessThan(3);
  expect(rgba[2]).toBeLessThan(3);
});

test('takes odd factors and small frames', () => {
  expect(shrinkToRgba(frameOf(1000, 66, red), 1000, 66)).toMatchObject({ width: 250, height: 16 });
  expect(shrinkToRgba(frameOf(64, 64, red), 64, 64)).toMatchObject({ width: 32, height: 32 });
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

test('leaves out what comes while a preview is being made, however long that takes', async () => {
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

test('tells of a listener that fails', async () => {
  const previews = new PreviewStream({ width: 64, height: 64 }, () => {
    throw new Error('nobody there');
  });
  previews.offerFrame(1, frameOf(64, 64, red));
  await expect(previews.finish()).rejects.toThrow('nobody there');
});
