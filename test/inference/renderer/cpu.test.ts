import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KernelName } from '../../../src/inference/devices.ts';
import { type CpuRendererOptions, createCpuRenderer } from '../../../src/inference/renderer/cpu/cpu.ts';
import { enlargeTwice } from '../../../src/inference/renderer/enlarge.ts';
import { createReferenceRenderer } from '../../../src/inference/renderer/reference.ts';
import type {
  FramePlan,
  LayerPictures,
  Renderer,
  RendererSetup,
} from '../../../src/inference/renderer/renderer.ts';
import {
  anyScene,
  filledMap,
  generateMask,
  generatePhoto,
  largestDifference,
  oneLayer,
  paintBackground,
  randomPlan,
  renderRgba,
  renderYuv,
  shareOut,
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
    motionGrid: { width: 32, height: 32 },
    colourGrid: { width: 16, height: 16 },
    colourTransfer: 'tanh-artanh',
    ...overrides,
  });
}

// Installation compiles the native kernel where there is a C compiler, as on the machines that run these tests.
describe.each<CpuRendererOptions & { kernel: KernelName }>([
  { kernel: 'native' },
  { kernel: 'native', vectorBits: 256 },
  { kernel: 'wasm' },
])('CPU renderer, %j', (variant) => {
  const { kernel } = variant;
  async function withRenderer<T>(
    setup: RendererSetup,
    threads: number,
    use: (renderer: Renderer) => Promise<T>,
  ): Promise<T> {
    const renderer = await createCpuRenderer(setup, { ...variant, threads });
    try {
      return await use(renderer);
    } finally {
      await renderer.close();
    }
  }

  async function expectAgreement(setup: RendererSetup, plan: FramePlan, threads = 1) {
    const reference = createReferenceRenderer(setup);
    await withRenderer(setup, threads, async (renderer) => {
      for (const render of [renderRgba, renderYuv]) {
        const difference = largestDifference(
          await render(renderer, setup, plan),
          await render(reference, setup, plan),
        );
        expect(difference).toBeLessThanOrEqual(1);
      }
    });
  }

  it('agrees with the reference to one level of 255 on any plan', async () => {
    await fc.assert(
      fc.asyncProperty(anyScene, fc.integer({ min: 1, max: 2 }), ({ setup, plan }, threads) =>
        expectAgreement(setup, plan, threads),
      ),
      { numRuns: 30 },
    );
  });

  it.each([
    ['4K wide', 3840, 6],
    ['as wide as allowed', 7680, 2],
    ['as high as allowed', 2, 7680],
    ['the smallest', 2, 2],
  ])('agrees with the reference on a photo %s', async (_, width, height) => {
    const setup = setupOf(width, height, { mask: generateMask(width, height, 'runs', 7) });
    const options = { copies: 2 as const, hasBlend: true, hasColour: true, seed: 11 };
    await expectAgreement(setup, randomPlan(setup, { ...options, reachPixels: 60 }));
  });

  it.each([
    [4094, 2],
    [2, 7680],
  ])('mirrors %i × %i at its borders as far as displacements reach', async (width, height) => {
    const photo = generatePhoto(width, height);
    const mask = new Uint8Array(width * height).fill(254);
    const setup = setupOf(width, height, { photo, mask, background: paintBackground(photo, mask, 2) });
    for (const shift of [-8000, 7000]) await expectAgreement(setup, shiftPlan(setup, shift, shift));
  });

  it.each([1e9, -1e9, Number.NaN])(
    'shows nothing but the photo where displacements are %d',
    async (shift) => {
      const photo = generatePhoto(34, 18);
      photo.rgba.fill(77);
      const setup = setupOf(34, 18, { photo });
      await withRenderer(setup, 1, async (renderer) => {
        const frame = await renderRgba(renderer, setup, shiftPlan(setup, shift, shift));
        expect(frame.filter((_, i) => i % 4 !== 3).every((value) => value === 77)).toBe(true);
      });
    },
  );

  it('samples at any sub-pixel position to within a level', async () => {
    const setup = setupOf(64, 32);
    for (const shift of [1 / 3, -0.001, 0.9995, 13.37, -63.5])
      await expectAgreement(setup, shiftPlan(setup, shift, -shift / 3));
  });

  it.each([1, 2])(
    'shows the photo exactly without motion, whatever the background is, at scale %i',
    async (scale) => {
      const mask = generateMask(130, 34, 'noise', 3);
      const background = paintBackground(generatePhoto(130, 34), mask, scale);
      const setup = setupOf(130, 34, { mask, background });
      await withRenderer(setup, 2, async (renderer) => {
        const plan = stillPlan(setup);
        expect(await renderRgba(renderer, setup, plan)).toEqual(setup.photo.rgba);
        for (const weight of [0.1, 1 / 3, 0.5, 0.987654]) {
          const { a } = plan.layers[0];
          const blended = {
            a,
            b: { ...a, weight: new Float32Array(32 * 32).fill(weight) },
            blend: {
              contrast: new Float32Array(32 * 32).fill(1),
              mean: new Float32Array(32 * 32 * 3).fill(99),
              shift: new Float32Array(32 * 32 * 3),
            },
          };
          expect(await renderRgba(renderer, setup, { layers: [blended] })).toEqual(setup.photo.rgba);
        }
      });
    },
  );

  it('agrees with the reference on the widest photo with a doubled background', async () => {
    const photo = generatePhoto(4094, 4);
    const mask = generateMask(4094, 4, 'runs', 7);
    const setup = setupOf(4094, 4, { photo, mask, background: paintBackground(photo, mask, 2) });
    const options = { copies: 2 as const, hasBlend: true, hasColour: false, seed: 11 };
    await expectAgreement(setup, randomPlan(setup, { ...options, reachPixels: 60 }));
  });

  it.each([
    ['of any size', 130, 34],
    ['too small for a vector', 8, 2],
    ['the smallest', 2, 2],
  ])('doubles a background exactly like the reference, for a photo %s', async (_, width, height) => {
    const photo = generatePhoto(width, height);
    const mask = generateMask(width, height, 'noise', 3);
    const background = paintBackground(photo, mask, 1);
    const setup = setupOf(width, height, { photo, mask, background });
    const doubled = { ...setup, layers: [{ mask, background: enlargeTwice(background) }] };
    const options = { copies: 2 as const, hasBlend: true, hasColour: false, seed: 5 };
    const plan = randomPlan(setup, { ...options, reachPixels: 20 });
    const expected = await withRenderer(doubled, 1, (renderer) => renderRgba(renderer, setup, plan));
    const renderer = await createCpuRenderer(setup, { ...variant, threads: 2, doublesBackground: true });
    expect(await renderRgba(renderer, setup, plan)).toEqual(expected);
    await renderer.close();
  });

  it('enlarges the background of every layer', async () => {
    const photo = generatePhoto(130, 34);
    const masks = shareOut(generateMask(130, 34, 'noise', 3), 3, 3);
    const layers = masks.map((mask) => ({ mask, background: paintBackground(photo, mask, 1) }));
    const setup = { ...setupOf(130, 34, { photo }), layers };
    const doubled = {
      ...setup,
      layers: layers.map((layer) => ({ ...layer, background: enlargeTwice(layer.background) })),
    };
    const plan = randomPlan(setup, { copies: 2, hasBlend: true, hasColour: false, seed: 5, reachPixels: 20 });
    const expected = await withRenderer(doubled, 1, (renderer) => renderRgba(renderer, setup, plan));
    const renderer = await createCpuRenderer(setup, { ...variant, threads: 2, doublesBackground: true });
    expect(await renderRgba(renderer, setup, plan)).toEqual(expected);
    await renderer.close();
  });

  it.each(['tanh', 'tanh-artanh'] as const)('keeps the colours exactly at the start of %s', async (form) => {
    const setup = setupOf(66, 20, { colourTransfer: form });
    const start = filledMap(16 * 16, 1.2, -0.3);
    await withRenderer(setup, 1, async (renderer) => {
      const plan = { ...stillPlan(setup), colour: { now: single(start), start } };
      expect(await renderRgba(renderer, setup, plan)).toEqual(setup.photo.rgba);
    });
  });

  it('shows the photo in static areas even if the maps contain NaN', async () => {
    const setup = setupOf(34, 18, { mask: new Uint8Array(34 * 18) });
    const plan = stillPlan(setup);
    plan.layers[0].a.displacement.fill(Number.NaN);
    await withRenderer(setup, 1, async (renderer) => {
      expect(await renderRgba(renderer, setup, plan)).toEqual(setup.photo.rgba);
    });
  });

  it('renders the same frame with any number of threads', async () => {
    const setup = setupOf(200, 150);
    const options = { copies: 2 as const, hasBlend: true, hasColour: true, seed: 2 };
    const plan = randomPlan(setup, { ...options, reachPixels: 20 });
    const frames = [];
    for (const threads of [1, 2, 5])
      frames.push(await withRenderer(setup, threads, (renderer) => renderYuv(renderer, setup, plan)));
    expect(frames[1]).toEqual(frames[0]);
    expect(frames[2]).toEqual(frames[0]);
  });

  it('renders frames in the order of the calls', async () => {
    const setup = setupOf(64, 64);
    const reference = createReferenceRenderer(setup);
    await withRenderer(setup, 2, async (renderer) => {
      const plans = [shiftPlan(setup, 1, 0), shiftPlan(setup, 2, 0), shiftPlan(setup, 3, 0)];
      const frames = await Promise.all(plans.map((plan) => renderRgba(renderer, setup, plan)));
      for (const [i, plan] of plans.entries())
        expect(frames[i]).toEqual(await renderRgba(reference, setup, plan));
    });
  });

  it('draws land again when its colours change, in either format', async () => {
    const mask = new Uint8Array(200 * 60);
    for (let y = 10; y < 31; y++) mask.fill(255, y * 200 + 70, y * 200 + 150);
    const setup = setupOf(200, 60, { mask });
    const still = { copies: 2 as const, hasBlend: true, reachPixels: 20, hasColour: false };
    const plans = [1, 2, 3, 4].map((seed) => randomPlan(setup, { ...still, seed }));
    const coloured = randomPlan(setup, { ...still, hasColour: true, seed: 5 });
    const [a, b, c, d] = plans;
    const reference = createReferenceRenderer(setup);
    await withRenderer(setup, 2, async (renderer) => {
      for (const plan of [a, b, coloured, c, d]) {
        const [frame, expected] = [renderer, reference].map((one) => renderYuv(one, setup, plan));
        expect(largestDifference(await frame, await expected)).toBeLessThanOrEqual(1);
      }
      await renderRgba(renderer, setup, a);
      const [frame, expected] = [renderer, reference].map((one) => renderYuv(one, setup, b));
      expect(largestDifference(await frame, await expected)).toBeLessThanOrEqual(1);
    });
  });

  it('keeps coloured land while the colours stay, and takes in new maps as they come', async () => {
    const mask = new Uint8Array(200 * 60);
    for (let y = 10; y < 31; y++) mask.fill(255, y * 200 + 70, y * 200 + 150);
    const setup = setupOf(200, 60, { mask });
    const maps = [0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4].map((gain) => filledMap(16 * 16, gain, gain - 1));
    const colourOf = (...weights: number[]) => ({
      now: weights.flatMap((weight, i) => (weight === 0 ? [] : { map: maps[i], weight })),
    });
    const held = colourOf(0, 0.5, 0.6, -0.1);
    const [others, last] = [colourOf(0, 0, 0, 1.1, 0.1, -0.2), colourOf(0, 0, 0, 0, 0, 0, 1)];
    const reference = createReferenceRenderer(setup);
    await withRenderer(setup, 2, async (renderer) => {
      for (const [seed, colour] of [colourOf(1), held, held, others, last, held].entries()) {
        const options = { copies: 2 as const, hasBlend: true, reachPixels: 20, hasColour: false, seed };
        const plan = { ...randomPlan(setup, options), colour };
        const [frame, expected] = [renderer, reference].map((one) => renderYuv(one, setup, plan));
        expect(largestDifference(await frame, await expected)).toBeLessThanOrEqual(1);
      }
    });
  });

  it('does not block the calling thread', async () => {
    const setup = setupOf(1280, 720);
    const options = { copies: 2 as const, hasBlend: true, hasColour: true, seed: 2 };
    const plan = randomPlan(setup, { ...options, reachPixels: 20 });
    await withRenderer(setup, 1, async (renderer) => {
      const [own, all] = [process.threadCpuUsage(), process.cpuUsage()];
      for (let frame = 0; frame < 10; frame++) await renderYuv(renderer, setup, plan);
      const total = ({ user, system }: NodeJS.CpuUsage) => user + system;
      expect(total(process.threadCpuUsage(own))).toBeLessThan(total(process.cpuUsage(all)) / 2);
    });
  });

  it('rejects invalid plans, and still renders the next one', async () => {
    const setup = setupOf(34, 18);
    await withRenderer(setup, 1, async (renderer) => {
      const plan = stillPlan(setup);
      await expect(
        renderRgba(renderer, setup, { layers: [{ a: { displacement: new Float32Array(3) } }] }),
      ).rejects.toThrow('Expected layers[0].a.displacement of length 2048, got 3');
      expect(await renderRgba(renderer, setup, plan)).toEqual(setup.photo.rgba);
    });
  });

  it('fails clearly after it was closed', async () => {
    const setup = setupOf(34, 18);
    const renderer = await createCpuRenderer(setup, { threads: 1, kernel });
    await renderer.close();
    await expect(renderRgba(renderer, setup, stillPlan(setup))).rejects.toThrow('The renderer is closed');
  });

  it('rejects less than one thread', async () => {
    await expect(createCpuRenderer(setupOf(2, 2), { threads: 0, kernel })).rejects.toThrow(
      'Expected at least 1 thread, got 0',
    );
  });
});

describe('the native kernel with vectors of 512 bits', () => {
  /** Whole areas that show a single copy as it is, as between two changes of a loop. */
  function plateaus(plan: FramePlan): FramePlan {
    for (const { b, blend } of plan.layers) {
      if (!b || !blend) continue;
      b.weight.forEach((_, point) => {
        const area = Math.floor(point / 9) % 4;
        if (area === 3) return;
        b.weight[point] = area === 1 ? 1 : 0;
        blend.contrast[point] = 1;
        if (area === 2) blend.shift.fill(0, 3 * point, 3 * point + 3);
      });
    }
    return plan;
  }

  it.each([
    ['colours that start as the photo', 'tanh-artanh', true, 150],
    ['other colours', 'tanh-artanh', false, 162],
    ['colours without artanh', 'tanh', false, 320],
  ] as const)(
    'draws the same frames as with 256, to the bit: %s',
    async (_, colourTransfer, startsAsPhoto, width) => {
      const height = 40;
      const mask = generateMask(width, height, 'runs', 5);
      for (const side of [17, 64]) {
        const grid = { width: side, height: side };
        const background = paintBackground(generatePhoto(width, height), mask, 2);
        const setup = setupOf(width, height, {
          mask,
          background,
          motionGrid: grid,
          colourGrid: grid,
          colourTransfer,
        });
        const options = {
          copies: 2 as const,
          hasBlend: true,
          hasColour: true,
          startsAsPhoto,
          reachPixels: 20,
        };
        for (const seed of [1, 2, 3]) {
          const plan = plateaus(randomPlan(setup, { ...options, seed }));
          const frames: Uint8Array[] = [];
          for (const vectorBits of [256, 512] as const) {
            const renderer = await createCpuRenderer(setup, { kernel: 'native', vectorBits, threads: 1 });
            frames.push(await renderYuv(renderer, setup, plan), await renderRgba(renderer, setup, plan));
            await renderer.close();
          }
          expect(frames[2]).toEqual(frames[0]);
          expect(frames[3]).toEqual(frames[1]);
        }
      }
    },
  );
});
