import { describe, expect, test } from 'vitest';
import { fitLight, lightAt, withoutLight } from '../../../src/inference/motion/light.ts';

const side = 64;
const all = new Uint8Array(side * side).fill(1);

/** Colours of a surface, positions in shares of the side. */
function colours(at: (x: number, y: number, channel: number) => number): Float32Array {
  return Float32Array.from({ length: 3 * side * side }, (_, i) => {
    const point = Math.floor(i / 3);
    return at((point % side) / (side - 1), Math.floor(point / side) / (side - 1), i % 3);
  });
}

const surface = (x: number, y: number, channel: number) =>
  60 + 20 * channel + 30 * x - 50 * y + (10 - channel) * x * x + 25 * x * y + 70 * y * y;

describe('light', () => {
  test('is the second-order surface of a picture', () => {
    const light = fitLight(colours(surface), Float32Array.from(all), side);
    for (const [x, y] of [
      [0, 0],
      [0.3, 0.8],
      [1, 1],
    ]) {
      for (let channel = 0; channel < 3; channel++) {
        const found = lightAt(light?.[channel] ?? new Float64Array(6), x, y);
        expect(Math.abs(found - surface(x, y, channel))).toBeLessThan(1);
      }
    }
  });

  test('leaves nothing when removed from such a surface', () => {
    const picture = colours(surface);
    const light = fitLight(picture, Float32Array.from(all), side);
    if (!light) throw new Error('No light');
    for (const value of withoutLight(picture, light, side)) expect(Math.abs(value)).toBeLessThan(1);
  });

  test('depends only on the layer itself', () => {
    const inside = Float32Array.from(all, (_, i) => (Math.floor(i / side) < side / 2 ? 1 : 0));
    const picture = colours((x, y, channel) => (y < 0.5 ? surface(x, y, channel) : 0));
    const light = fitLight(picture, inside, side);
    expect(
      Math.abs(lightAt(light?.[1] ?? new Float64Array(6), 0.6, 0.2) - surface(0.6, 0.2, 1)),
    ).toBeLessThan(1);
  });

  test('leaves detail in the moving part', () => {
    const waves = (x: number) => 8 * Math.sin(50 * x);
    const picture = colours((x, y, channel) => surface(x, y, channel) + waves(x));
    const light = fitLight(picture, Float32Array.from(all), side);
    if (!light) throw new Error('No light');
    const detail = withoutLight(picture, light, side);
    for (let i = 0; i < detail.length; i += 3) {
      expect(Math.abs(detail[i] - waves((Math.floor(i / 3) % side) / (side - 1)))).toBeLessThan(4);
    }
  });

  test('is none if a surface explains little, as with clouds', () => {
    const clouds = colours((x, y) => 120 + 60 * Math.sin(19 * x) * Math.cos(23 * y));
    expect(fitLight(clouds, Float32Array.from(all), side)).toBeUndefined();
  });

  test('is none if the layer is hardly visible', () => {
    const inside = Float32Array.from(all, (_, i) => (i < 100 ? 1 : 0));
    expect(fitLight(colours(surface), inside, side)).toBeUndefined();
  });
});
