import { describe, expect, test } from 'vitest';
import type { VideoFigures } from '../../../src/inference/job.ts';
import { drawAreas } from '../../../src/inference/output/quality/areas.ts';
import { FilmJudge } from '../../../src/inference/output/quality/film-judge.ts';
import { countRepeats } from '../../../src/inference/output/quality/repeats.ts';
import { shrinkBytes, smallSize } from '../../../src/inference/output/quality/small-plane.ts';
import { warningsOf } from '../../../src/inference/output/quality/warnings.ts';
import { Stretches } from '../../../src/video/luma-decoder.ts';

const [width, height, frames] = [320, 180, 48];
const horizon = 100;
const half = (isMine: (y: number) => boolean) =>
  Uint8Array.from({ length: width * height }, (_, i) => (isMine(Math.floor(i / width)) ? 255 : 0));
const sky = { kind: 'sky', mask: half((y) => y < horizon) } as const;
const water = { kind: 'water', mask: half((y) => y >= horizon) } as const;

/** Round clouds of about 12 px that have drifted by `shift`. */
const cloud = (x: number, y: number, shift: number) =>
  128 + 30 * Math.sin((x + shift) / 4) * Math.cos(y / 4 + (x + shift) / 9);
const wave = (frame: number) => 6 * Math.sin((2 * Math.PI * frame) / frames);

type Painter = (x: number, y: number, frame: number) => number;
const drifting: Painter = (x, y, frame) => cloud(x, y, y < horizon ? wave(frame) : 0);

function judge(
  paint: Painter,
  layers: Parameters<typeof drawAreas>[0] = [sky],
  isLightSteady = true,
): VideoFigures {
  const film = new FilmJudge(drawAreas(layers, { width, height }), { frames, isLoop: true, isLightSteady });
  for (let frame = 0; frame < frames; frame++)
    film.add(
      frame,
      Uint8Array.from({ length: width * height }, (_, i) =>
        Math.round(paint(i % width, Math.floor(i / width), frame)),
      ),
      width,
    );
  return film.figures();
}
const codes = (figures: VideoFigures, seconds = 8) => warningsOf(figures, seconds).map(({ code }) => code);

test('the figures find no fault with a sky that drifts over static land', () => {
  const figures = judge(drifting);
  expect(figures).toMatchObject({ landChange: 0, landMoving: 0, deadWater: null });
  expect(figures.deadSky).toBeLessThan(0.02);
  expect(figures.shapesKept).toBeGreaterThan(0.9);
  expect(figures.seam).toBeLessThan(3);
});

test('the figures detect land that is dragged along', () => {
  const figures = judge((x, y, frame) => cloud(x, y, y < 150 ? wave(frame) : 0));
  expect(figures.landMoving).toBeGreaterThan(0.2);
  expect(codes(figures)).toContain('LAND_MOVES');
});

test('the figures detect static water, and a sky of which half is static', () => {
  expect(codes(judge(drifting, [sky, water]))).toContain('WATER_STANDS');
  const figures = judge((x, y, frame) => cloud(x, y, y < horizon && x < 160 ? wave(frame) : 0));
  expect(figures.deadSky).toBeGreaterThan(0.35);
  expect(figures.deadSky).toBeLessThan(0.65);
  expect(codes(figures)).toContain('SKY_STANDS');
});

test('the figures detect lost detail where two copies overlap', () => {
  const figures = judge((x, y, frame) => {
    const weight = y < horizon ? Math.sin((Math.PI * frame) / frames) / 2 : 0;
    return (1 - weight) * cloud(x, y, 0) + weight * cloud(x, y, 12.5);
  });
  expect(figures.shapesKept).toBeLessThan(0.5);
  expect(codes(figures)).toContain('DOUBLE_EXPOSURE');
});

test('the figures detect a jump from the last frame to the first', () => {
  expect(codes(judge((x, y, frame) => cloud(x, y, y < horizon ? frame / 8 : 0)))).toContain('SEAM');
});

test('the figures ignore levels where light changes on purpose', () => {
  expect(judge((x, y, frame) => cloud(x, y, 0) + frame, [sky], false)).toMatchObject({
    landChange: null,
    deadSky: null,
    shapesKept: null,
  });
});

test('the figures report a static video for a photo without sky, water or mist', () => {
  expect(codes(judge((x, y) => cloud(x, y, 0), []))).toEqual(['NOTHING_MOVES']);
});

describe('repeats', () => {
  const away = (period: number, length = 240) =>
    Array.from({ length }, (_, index) => ({
      index,
      change: 5 * (1 - Math.cos((2 * Math.PI * index) / period)),
    }));
  test('are 1 for one loop and count each return of a rhythm', () => {
    expect(countRepeats(away(240), 240, { isLoop: true, isWhole: true })).toBe(1);
    expect(countRepeats(away(80), 240, { isLoop: true, isWhole: true })).toBe(3);
  });
  test('follow from the first return if only the beginning was analysed', () => {
    expect(countRepeats(away(80), 2400, { isLoop: true, isWhole: false })).toBe(30);
    expect(countRepeats(away(960), 2400, { isLoop: true, isWhole: false })).toBe(null);
  });
});

test('the figures of a long video come from whole stretches, including the first and the last', () => {
  const stretches = new Stretches(2400, 480);
  const wanted = Array.from({ length: 2400 }, (_, i) => stretches.isWanted(i % 240 === 0));
  expect(wanted.filter(Boolean)).toHaveLength(480);
  expect([wanted[0], wanted[239], wanted[240], wanted[2160], wanted[2399]]).toEqual([
    true,
    true,
    false,
    true,
    true,
  ]);
});

test('shrinking computes means', () => {
  const size = smallSize(960, 2);
  expect(size).toEqual({ width: 480, height: 1, factor: 2 });
  expect(
    [
      ...shrinkBytes(
        Uint8Array.from({ length: 1920 }, (_, i) => i % 2),
        960,
        size,
      ),
    ].every((v) => v === 0.5),
  ).toBe(true);
});
