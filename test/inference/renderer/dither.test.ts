import { describe, expect, it, test } from 'vitest';
import { createCpuRenderer } from '../../../src/inference/renderer/cpu/cpu.ts';
import { ditherAt } from '../../../src/inference/renderer/dither.ts';
import { createReferenceRenderer } from '../../../src/inference/renderer/reference.ts';
import type { RendererSetup } from '../../../src/inference/renderer/renderer.ts';
import { filledMap, renderRgba, single } from './plans.ts';

const side = 16;
const rgba = new Uint8Array(4 * side * side).map((_, i) => (i % 4 === 3 ? 255 : 100));
const setup: RendererSetup = {
  photo: { width: side, height: side, rgba },
  layers: [],
  motionGrid: { width: 2, height: 2 },
  colourGrid: { width: 2, height: 2 },
  colourTransfer: 'tanh',
};
const identity = filledMap(4, 1, 0);

/** A bias that changes the level 100 by so much. */
function changedBy(levels: number) {
  const value = 100 / 127.5 - 1;
  return filledMap(4, 1, Math.atanh(Math.tanh(value) + levels / 127.5) - value);
}

test('the pattern has every number once, and none changes a whole level', () => {
  const values = Array.from({ length: 64 }, (_, i) => ditherAt(i % 8, Math.floor(i / 8)));
  expect([...values].sort((a, b) => a - b)).toEqual(Array.from({ length: 64 }, (_, i) => i - 32));
  expect(values.map((value) => Math.floor(value / 64 + 0.5)).every((level) => level === 0)).toBe(true);
});

describe.each(['reference', 'native', 'wasm'] as const)('the %s renderer', (name) => {
  type Map = ReturnType<typeof filledMap>;
  const draw = async (
    now: Map,
    { start = identity, drawn = setup }: { start?: Map | 'photo'; drawn?: RendererSetup } = {},
  ) => {
    const renderer =
      name === 'reference'
        ? createReferenceRenderer(drawn)
        : await createCpuRenderer(drawn, { kernel: name, threads: 1 });
    const frame = await renderRgba(renderer, drawn, {
      layers: [],
      colour: { now: single(now), start: start === 'photo' ? undefined : start },
    });
    await renderer.close();
    return frame;
  };

  it.each([0.25, 0.5, -0.75, 10.3])(
    'shows a change of %s levels in the mean of its pixels',
    async (levels) => {
      const frame = await draw(changedBy(levels));
      const red = frame.filter((_, i) => i % 4 === 0);
      expect(red.reduce((sum, value) => sum + value, 0) / red.length).toBeCloseTo(100 + levels, 1);
      expect(Math.max(...red) - Math.min(...red)).toBe(1);
    },
  );

  it('leaves a photo unchanged if its colours do not change', async () => {
    expect(await draw(identity)).toEqual(setup.photo.rgba);
  });

  it('leaves every level unchanged where colours do not change', async () => {
    const photo = { width: side, height: side, rgba: rgba.map((_, i) => (i % 4 === 3 ? 255 : i / 4)) };
    const anchored = { ...setup, photo, colourTransfer: 'tanh-artanh' as const };
    const frame = await draw(identity, { start: 'photo', drawn: anchored });
    expect(frame).toEqual(photo.rgba);
  });
});
