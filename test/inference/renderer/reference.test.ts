import { describe, expect, it } from 'vitest';
import { createReferenceRenderer } from '../../../src/inference/renderer/reference.ts';
import type { LayerPictures, RendererSetup } from '../../../src/inference/renderer/renderer.ts';
import {
  filledMap,
  generatePhoto,
  oneLayer,
  renderRgba,
  renderYuv,
  shiftPlan,
  single,
  stillPlan,
} from './plans.ts';

function setupOf(
  width: number,
  height: number,
  overrides: Partial<Omit<RendererSetup, 'layers'> & LayerPictures> = {},
): RendererSetup {
  return oneLayer({
    photo: generatePhoto(width, height),
    mask: new Uint8Array(width * height).fill(255),
    motionGrid: { width: 5, height: 4 },
    colourGrid: { width: 3, height: 3 },
    colourTransfer: 'tanh-artanh',
    ...overrides,
  });
}

function flatPhoto(width: number, height: number, rgb: number[]) {
  const rgba = new Uint8Array(width * height * 4);
  for (let i = 0; i < rgba.length; i += 4) rgba.set([...rgb, 255], i);
  return { width, height, rgba };
}

describe('reference renderer', () => {
  it('shows the photo exactly without motion', async () => {
    const setup = setupOf(34, 18);
    expect(await renderRgba(createReferenceRenderer(setup), setup, stillPlan(setup))).toEqual(
      setup.photo.rgba,
    );
  });

  it('shows the pixel at p + displacement, mirrored at the border', async () => {
    const setup = setupOf(34, 18);
    const frame = await renderRgba(createReferenceRenderer(setup), setup, shiftPlan(setup, 3, -2));
    const mirrored = (at: number, last: number) => last - Math.abs(last - Math.abs(at));
    for (const [x, y] of [
      [0, 2],
      [10, 7],
      [33, 0],
      [31, 1],
    ]) {
      const from = (mirrored(y - 2, 17) * 34 + mirrored(x + 3, 33)) * 4;
      const to = (y * 34 + x) * 4;
      expect([...frame.subarray(to, to + 4)]).toEqual([...setup.photo.rgba.subarray(from, from + 4)]);
    }
  });

  it('averages the four neighbours of a midpoint', async () => {
    const setup = setupOf(2, 2);
    setup.photo.rgba.set([0, 10, 1, 255, 100, 20, 1, 255, 40, 30, 1, 255, 60, 40, 2, 255]);
    const frame = await renderRgba(createReferenceRenderer(setup), setup, shiftPlan(setup, 0.5, 0.5));
    expect([...frame.subarray(0, 4)]).toEqual([50, 25, 1, 255]);
  });

  it('keeps pixels of mask 0 in place, and adds a share of the change for masks in between', async () => {
    const mask = new Uint8Array(20 * 2).fill(51, 20);
    const setup = setupOf(20, 2, { mask });
    const frame = await renderRgba(createReferenceRenderer(setup), setup, shiftPlan(setup, 5, 0));
    expect(frame.subarray(0, 80)).toEqual(setup.photo.rgba.subarray(0, 80));
    const [here, there] = [setup.photo.rgba[80 + 12], setup.photo.rgba[80 + 32]];
    expect(frame[80 + 12]).toBe(Math.round(0.8 * here + 0.2 * there));
  });

  it('moves the background behind static things, and shows the photo without motion', async () => {
    // A black post, two pixels wide with soft sides, before a sky that brightens to the right.
    const row = (values: number[]) => values.flatMap((value) => [value, value, value, 255]);
    const sky = [100, 110, 120, 130, 140, 150, 160, 170];
    const mask = [255, 255, 128, 0, 0, 128, 255, 255];
    const seen = sky.map((value, i) => Math.round((value * mask[i]) / 255));
    const picture = (values: number[]) => ({
      width: 8,
      height: 2,
      rgba: Uint8Array.from([...row(values), ...row(values)]),
    });
    const setup = setupOf(8, 2, {
      photo: picture(seen),
      background: picture(sky),
      mask: Uint8Array.from([...mask, ...mask]),
    });
    const renderer = createReferenceRenderer(setup);
    expect(await renderRgba(renderer, setup, stillPlan(setup))).toEqual(setup.photo.rgba);
    const moved = await renderRgba(renderer, setup, shiftPlan(setup, 1, 0));
    expect([...moved.subarray(0, 32)]).toEqual(row([110, 120, 65, 0, 0, 80, 170, 160]));
  });

  it('samples a doubled background between pixels, up to its last even column', async () => {
    const row = (values: number[]) => values.flatMap((value) => [value, value, value, 255]);
    const setup = setupOf(4, 2);
    setup.photo.rgba.set([...row([10, 20, 30, 40]), ...row([10, 20, 30, 40])]);
    const doubled = [10, 99, 20, 99, 30, 99, 40, 0];
    setup.layers[0].background = {
      width: 8,
      height: 4,
      rgba: Uint8Array.from([1, 2, 3, 4].flatMap(() => row(doubled))),
    };
    const renderer = createReferenceRenderer(setup);
    expect(await renderRgba(renderer, setup, stillPlan(setup))).toEqual(setup.photo.rgba);
    const moved = await renderRgba(renderer, setup, shiftPlan(setup, 0.5, 0));
    expect([...moved.subarray(0, 16)]).toEqual(row([99, 99, 99, 99]));
  });

  it('blends two copies by their weights and restores contrast about the mean', async () => {
    const setup = setupOf(8, 2, { motionGrid: { width: 1, height: 1 } });
    for (let x = 0; x < 16; x++) setup.photo.rgba.set(x % 8 < 4 ? [100, 100, 100] : [200, 200, 200], x * 4);
    const plan = shiftPlan(setup, 0, 0);
    const [layer] = plan.layers;
    layer.b = { ...shiftPlan(setup, 4, 0).layers[0].a, weight: new Float32Array([0.25]) };
    layer.blend = {
      contrast: new Float32Array([1.4]),
      mean: new Float32Array([110, 125, 150]),
      shift: new Float32Array([0, 5, -10]),
    };
    const frame = await renderRgba(createReferenceRenderer(setup), setup, plan);
    expect([...frame.subarray(0, 3)]).toEqual([110 + 1.4 * 15, 125 + 5, 150 - 1.4 * 25 - 10]);
  });

  it('draws each layer with its own mask and plan, with land in front', async () => {
    const row = (values: number[]) => values.flatMap((value) => [value, value, value, 255]);
    const [sky, sea] = [
      [10, 20, 30, 40, 50, 60],
      [110, 120, 130, 140, 150, 160],
    ];
    const picture = (values: number[]) => ({
      width: 6,
      height: 2,
      rgba: Uint8Array.from([...row(values), ...row(values)]),
    });
    const setup: RendererSetup = {
      ...setupOf(6, 2, { photo: picture([10, 20, 99, 99, 150, 160]) }),
      layers: [
        { background: picture(sky), mask: Uint8Array.from([255, 255, 0, 0, 0, 0, 255, 255, 0, 0, 0, 0]) },
        { background: picture(sea), mask: Uint8Array.from([0, 0, 0, 51, 255, 255, 0, 0, 0, 51, 255, 255]) },
      ],
    };
    const plan = {
      layers: [...shiftPlan(setup, 3, 0).layers.slice(0, 1), ...shiftPlan(setup, -1, 0).layers.slice(1)],
    };
    const renderer = createReferenceRenderer(setup);
    expect(await renderRgba(renderer, setup, stillPlan(setup))).toEqual(setup.photo.rgba);
    const frame = await renderRgba(renderer, setup, plan);
    expect([...frame.subarray(0, 24)]).toEqual(row([40, 50, 99, 97, 140, 150]));
  });

  it('rejects masks that sum to more than a whole pixel', () => {
    const setup = setupOf(4, 2);
    const layers = [setup.layers[0], { mask: new Uint8Array(8).fill(1) }];
    expect(() => createReferenceRenderer({ ...setup, layers })).toThrow(
      'Expected masks that sum to at most 255, got 256 at 0, 0',
    );
  });

  it('keeps the photo’s colours at the start map and adds the difference of transfers', async () => {
    const setup = setupOf(2, 2, { photo: flatPhoto(2, 2, [60, 128, 255]) });
    const plan = stillPlan(setup);
    const start = filledMap(9, 1.3, -0.2);
    plan.colour = { now: single(start), start };
    expect(await renderRgba(createReferenceRenderer(setup), setup, plan)).toEqual(setup.photo.rgba);

    plan.colour = { now: single(filledMap(9, 0.8, 0.3)), start: filledMap(9, 1, 0) };
    const frame = await renderRgba(createReferenceRenderer(setup), setup, plan);
    // Where the dither's pattern begins it takes half a level away.
    const expected = [60, 128].map((v) =>
      Math.floor(127.5 + 127.5 * Math.tanh(0.8 * Math.atanh(v / 127.5 - 1) + 0.3)),
    );
    expect([...frame.subarray(0, 2)]).toEqual(expected);
    expect(frame[2]).toBeGreaterThan(250);

    const tanh = { ...setup, colourTransfer: 'tanh' as const };
    const [red] = await renderRgba(createReferenceRenderer(tanh), tanh, plan);
    const x = 60 / 127.5 - 1;
    expect(red).toBe(Math.floor(60 + 127.5 * (Math.tanh(0.8 * x + 0.3) - Math.tanh(x))));
  });

  it.each([
    ['black', [0, 0, 0], [16, 128, 128]],
    ['white', [255, 255, 255], [235, 128, 128]],
    ['red', [255, 0, 0], [63, 102, 240]],
    ['green', [0, 255, 0], [173, 42, 26]],
    ['blue', [0, 0, 255], [32, 240, 118]],
  ])('writes %s as BT.709 limited range', async (_, rgb, yuv) => {
    const setup = setupOf(2, 2, { photo: flatPhoto(2, 2, rgb) });
    const frame = await renderYuv(createReferenceRenderer(setup), setup, stillPlan(setup));
    expect([...frame]).toEqual([yuv[0], yuv[0], yuv[0], yuv[0], yuv[1], yuv[2]]);
  });

  it('stores planes Y, U, V with chroma from the mean of 2×2 pixels', async () => {
    const setup = setupOf(4, 2);
    setup.photo.rgba.fill(0);
    setup.photo.rgba.set([0, 0, 255], 0);
    setup.photo.rgba.set([255, 0, 0], 12);
    const frame = await renderYuv(createReferenceRenderer(setup), setup, stillPlan(setup));
    expect([...frame]).toEqual([32, 16, 16, 63, 16, 16, 16, 16, 156, 122, 125, 156]);
  });

  it.each([
    [
      'an odd width',
      { photo: generatePhoto(3, 2) },
      'Expected an even photo width of 2 to 7680 pixels, got 3',
    ],
    ['a short mask', { mask: new Uint8Array(3) }, 'Expected layers[0].mask of length 8, got 3'],
    [
      'a background that moves another picture',
      { background: generatePhoto(4, 2, 5) },
      'Expected the background to equal the photo where the mask is 255, but it differs at 0, 0',
    ],
    [
      'a background of another size',
      { background: generatePhoto(4, 4) },
      "Expected a background of the photo's size (4×2) or, up to 4094 pixels wide, twice that; got 4×4",
    ],
    [
      'an empty grid',
      { motionGrid: { width: 0, height: 1 } },
      'Expected motionGrid sides of 1 to 7680 points, got 0',
    ],
  ])('rejects %s', (_, overrides, message) => {
    expect(() => createReferenceRenderer(setupOf(4, 2, overrides))).toThrow(message);
  });

  it('rejects invalid plans and targets', async () => {
    const setup = setupOf(4, 2);
    const renderer = createReferenceRenderer(setup);
    await expect(renderer.renderYuv(stillPlan(setup), new Uint8Array(32))).rejects.toThrow(
      'Expected target of length 12, got 32',
    );
    await expect(renderRgba(renderer, setup, { layers: [] })).rejects.toThrow(
      'Expected layers of length 1, got 0',
    );
  });
});
