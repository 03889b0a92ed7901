import { describe, expect, test } from 'vitest';
import type { Guide } from '../../../src/inference/layers/guided-filter.ts';
import { weighLooks } from '../../../src/inference/layers/water-colours.ts';
import { uniform } from '../../../src/inference/random.ts';

const side = 96;
type Colour = [number, number, number];
const [brown, grey, green]: Colour[] = [
  [0.6, 0.52, 0.45],
  [0.5, 0.5, 0.5],
  [0.2, 0.35, 0.15],
];

/** Colours of a picture, with a little grain. */
function picture(colourAt: (x: number, y: number) => Colour): Guide {
  const random = uniform(1);
  const planes = [0, 1, 2].map((channel) =>
    Float32Array.from(
      { length: side * side },
      (_, i) => colourAt(i % side, Math.floor(i / side))[channel] + 0.01 * random(),
    ),
  );
  return { width: side, height: side, planes: [planes[0], planes[1], planes[2]] };
}

function shares(shareAt: (x: number, y: number) => number): Float32Array {
  return Float32Array.from({ length: side * side }, (_, i) => shareAt(i % side, Math.floor(i / side)));
}

const at = (plane: Float32Array, x: number, y: number) => plane[y * side + x];

describe('a river between green land, half of it detected', () => {
  const isRiver = (y: number) => y >= 40 && y < 70;
  const isBank = (x: number, y: number) => x >= 60 && y >= 80;
  const guide = picture((x, y) => (isRiver(y) ? brown : isBank(x, y) ? grey : green));
  const found = shares((x, y) => (isRiver(y) ? (x < 48 ? 0.98 : 0.4) : isBank(x, y) ? 0.4 : 0.02));
  const weighed = weighLooks(found, found, guide);

  test('is water where it looks like the detected half', () => {
    expect(at(weighed, 80, 55)).toBeGreaterThan(0.7);
    expect(at(weighed, 20, 55)).toBeGreaterThan(0.95);
  });

  test('leaves a bank that looks like neither as uncertain as before', () => {
    expect(at(weighed, 80, 88)).toBeCloseTo(0.4, 1);
  });

  test('leaves land unchanged', () => {
    expect(at(weighed, 20, 10)).toBeLessThan(0.02);
  });
});

test('doubts detected water that looks like land', () => {
  const guide = picture((_, y) => (y < 48 ? green : brown));
  const found = shares((x, y) => (y >= 48 ? 0.98 : x > 80 ? 0.6 : 0.02));
  expect(at(weighLooks(found, found, guide), 90, 20)).toBeLessThan(0.3);
});

test('changes nothing if no water is certain', () => {
  const found = shares((_, y) => (y < 48 ? 0.1 : 0.6));
  expect(
    weighLooks(
      found,
      found,
      picture(() => brown),
    ),
  ).toEqual(found);
});

test('keeps a shore in mist where the network detected it', () => {
  // Both sides look alike, and shares fade from one to the other.
  const guide = picture((_, y) => (y < 52 ? brown : brown));
  const found = shares((_, y) => Math.min(0.98, Math.max(0.02, (y - 46) / 6)));
  const weighed = weighLooks(found, found, guide);
  expect(at(weighed, 48, 47)).toBeLessThan(0.5);
});
