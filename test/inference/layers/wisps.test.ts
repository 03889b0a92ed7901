import { expect, test } from 'vitest';
import { keepWisps } from '../../../src/inference/layers/wisps.ts';

const [width, height] = [320, 240];

/** Mist all over a picture of greys. */
function mistOf(grey: (x: number, y: number) => number) {
  const rgba = new Uint8Array(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i++)
    rgba.fill(grey(i % width, Math.floor(i / width)), 4 * i, 4 * i + 3);
  return { mask: new Uint8Array(width * height).fill(255), background: { width, height, rgba } };
}

const at = (x: number, y: number) => y * width + x;

test('keeps the wisps of a mist, but not its increasing density towards the valley', () => {
  const { mask, background } = keepWisps(mistOf((x, y) => 100 + y / 3 + 8 * Math.sin(x / 2)));
  for (const y of [60, 120, 180]) {
    expect(Math.abs(background.rgba[4 * at(157, y)] - (128 + 8 * Math.sin(157 / 2)))).toBeLessThan(3);
    expect(mask[at(157, y)]).toBe(254);
  }
});

test('keeps a dark rock in the mist still, and the mist right next to it', () => {
  const isRock = (x: number, y: number) => Math.hypot(x - 160, y - 120) < 12;
  const { mask } = keepWisps(mistOf((x, y) => (isRock(x, y) ? 60 : 200)));
  expect(mask[at(160, 120)]).toBe(0);
  expect(mask[at(174, 120)]).toBeLessThan(120);
  expect(mask[at(260, 120)]).toBe(254);
});

test('shows neither a rock nor a bright rim around it where the mist moves', () => {
  const isRock = (x: number, y: number) => Math.hypot(x - 160, y - 120) < 12;
  const { background } = keepWisps(mistOf((x, y) => (isRock(x, y) ? 60 : 200)));
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) expect(Math.abs(background.rgba[4 * at(x, y)] - 128)).toBeLessThan(2);
});

test('keeps mist still at the edge of its matte', () => {
  const { mask, background } = mistOf(() => 200);
  for (let y = 0; y < height; y++) mask.fill(0, at(0, y), at(100, y));
  const held = keepWisps({ mask, background }).mask;
  expect(held[at(102, 120)]).toBe(0);
  expect(held[at(160, 120)]).toBe(254);
});
