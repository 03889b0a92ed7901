import { expect, test } from 'vitest';
import { returnGaps } from '../../../src/inference/appearance/looks/thin-things.ts';

const side = 100;
const skyColour = [0.4, 0.6, 0.8];
const middle = (side / 2) * side + side / 2;

/** A sky with an upright stripe of land; what the middle of the stripe is, afterwards. */
function stripe(widthPoints: number, colour: readonly number[]): { sky: number; land: number } {
  const isLand = (i: number) => Math.abs((i % side) - side / 2) <= (widthPoints - 1) / 2;
  const plane = (value: (i: number) => number) =>
    Float32Array.from({ length: side * side }, (_, i) => value(i));
  const channels = skyColour.map((value, c) => plane((i) => (isLand(i) ? colour[c] : value)));
  const [sky, land] = [plane((i) => +!isLand(i)), plane((i) => +isLand(i))];
  returnGaps(channels, sky, land, side);
  return { sky: sky[middle], land: land[middle] };
}

test('a gap of the sky’s hue between thin things becomes sky', () => {
  expect(stripe(1, [0.25, 0.42, 0.6])).toEqual({ sky: 1, land: 0 });
});

test('a twig of another hue remains land', () => {
  expect(stripe(1, [0.2, 0.15, 0.1])).toEqual({ sky: 0, land: 1 });
});

test('a wide slope of the sky’s hue remains land', () => {
  expect(stripe(21, skyColour)).toEqual({ sky: 0, land: 1 });
});
