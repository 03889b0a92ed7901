import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits } from '../../src/limits.ts';
import { costOf } from '../../src/outputs/cost.ts';
import { type Crop, crops, windowAt, windowSize } from '../../src/outputs/crops.ts';
import { planOutputs, planSettings, specsOf } from '../../src/outputs/plan.ts';
import type { OutputSpec } from '../../src/outputs/spec.ts';
import { outputSize } from '../../src/photo/output-size.ts';

const camera = { width: 4000, height: 3000 };
const screen = { width: 1920, height: 1080 };
const sizesOf = (photo: { width: number; height: number }, specs: OutputSpec[], width?: number) => {
  const { render, outputs } = planOutputs(photo, width, specs);
  return { render, sizes: outputs.map(({ size }) => `${size.width}×${size.height}`) };
};

describe('a plan of outputs', () => {
  it('is that of the usual video by default', () => {
    for (const photo of [camera, screen, { width: 641, height: 2000 }]) {
      const plan = planOutputs(photo, undefined, specsOf(photo, {}));
      const usual = outputSize(photo);
      expect(plan.render).toEqual(usual);
      expect(plan.outputs.map(({ size }) => size)).toEqual([usual, usual]);
      expect(costOf(plan)).toBe(usual.width * usual.height);
    }
  });

  it('renders as large as the largest crop needs, as far as the photo has the pixels', () => {
    const story = { format: 'mp4-h264', crop: '9:16' } as const;
    expect(sizesOf(camera, [{ format: 'mp4-h264' }, story])).toEqual({
      render: { width: 2560, height: 1920 },
      sizes: ['1664×1248', '1080×1920'].map((size, i) =>
        i === 0 ? expect.stringMatching(/^1\d{3}×1\d{3}$/) : size,
      ),
    });
    expect(sizesOf(screen, [story])).toEqual({ render: screen, sizes: ['608×1080'] });
  });

  it('uses pixels unscaled if the requested width is that of the window', () => {
    const { outputs } = planOutputs(screen, undefined, [
      { format: 'mp4-h264' },
      { format: 'mp4-h264', crop: '1:1' },
      { format: 'mp4-h264', widthPixels: 640 },
    ]);
    expect(outputs.map(({ window, size }) => window.width === size.width)).toEqual([true, true, false]);
  });

  it('renders smaller for small files, and enlarges if more is requested than the photo has', () => {
    const small = [{ format: 'mp4-h264', widthPixels: 640 }] as const;
    expect(sizesOf(screen, [...small])).toEqual({ render: { width: 640, height: 360 }, sizes: ['640×360'] });
    const large = [{ format: 'mp4-h264', widthPixels: 3840 }] as const;
    expect(sizesOf(screen, [...large])).toEqual({ render: screen, sizes: ['3840×2160'] });
  });

  it('leaves widths out of the web set that are too low for some encoders, in long panoramas', () => {
    const panorama = { width: 6000, height: 200 };
    const specs = specsOf(panorama, { outputs: 'web' });
    expect(new Set(specs.map(({ widthPixels }) => widthPixels))).toEqual(new Set([1280, 1920]));
    expect(() => planOutputs(panorama, undefined, specs)).not.toThrow();
    const strip = [{ format: 'mp4-av1', widthPixels: 640 } as const];
    expect(() => planOutputs(panorama, undefined, strip)).toThrow('Expected at least 32 pixels a side');
  });

  it('leaves AV1 out of the web set if the video is too low for it', () => {
    for (const [photo, widthPixels] of [
      [{ width: 6400, height: 64 }, undefined],
      [{ width: 64, height: 6400 }, undefined],
      [{ width: 6000, height: 200 }, 640],
    ] as const) {
      const { outputs } = planSettings(photo, { widthPixels, outputs: 'web' });
      expect(outputs.map(({ spec }) => spec.format)).toEqual(['mp4-h264', 'jpeg', 'webp', 'avif']);
    }
  });

  it('limits the web set to the width of the usual video if frames are larger', () => {
    const settings = { widthPixels: 3840, outputs: 'web' } as const;
    const { render, outputs } = planSettings({ width: 3840, height: 2160 }, settings);
    expect(render.width).toBe(3840);
    expect(Math.max(...outputs.map(({ size }) => size.width))).toBe(1920);
  });

  it('rounds odd widths down, also the largest', () => {
    const video = (widthPixels: number) => ({ format: 'mp4-h264' as const, widthPixels });
    for (const [width, sizes] of [
      [321, ['320×180']],
      [639, ['638×358']],
    ] as const)
      expect(sizesOf(screen, [video(width)]).sizes).toEqual(sizes);
    expect(sizesOf(screen, [video(639), video(640)]).sizes).toEqual(['638×358', '640×360']);
  });

  it('makes the web set at up to three widths, none wider than the usual video', () => {
    const widths = (photo: { width: number; height: number }) =>
      specsOf(photo, { outputs: 'web' }).map(({ format, widthPixels }) => `${format} ${widthPixels}`);
    expect(widths(camera).slice(0, 3)).toEqual(
      ['mp4-h264 1720', 'mp4-h264 1280', 'mp4-h264 640'].map((text, i) =>
        i === 0 ? `mp4-h264 ${outputSize(camera).width}` : text,
      ),
    );
    expect(widths({ width: 800, height: 600 })).toEqual([
      'mp4-h264 800',
      'mp4-h264 640',
      'mp4-av1 800',
      'mp4-av1 640',
      'jpeg 800',
      'webp 800',
      'avif 800',
    ]);
  });

  it('shrinks outputs without a width to the limit of their format, and rejects larger widths', () => {
    const { sizes } = sizesOf(screen, [{ format: 'mp4-h264' }, { format: 'gif' }]);
    const [width, height] = sizes[1].split('×').map(Number);
    expect(width * height).toBeLessThanOrEqual(420_000);
    expect(width / height).toBeCloseTo(16 / 9, 1);
    expect(() => planOutputs(screen, undefined, [{ format: 'gif', widthPixels: 1920 }])).toThrow(
      expect.objectContaining({ code: 'INVALID_SETTINGS', path: ['outputs', '0', 'widthPixels'] }),
    );
  });

  it('adds a poster of each crop that pages play and nobody asked a poster of: that of the widest video', () => {
    const focus = { x: 0.2, y: 0.5 };
    const list = [
      { format: 'mp4-h264', crop: '9:16', widthPixels: 360 },
      { format: 'mp4-av1', crop: '9:16', widthPixels: 540, focus },
      { format: 'mp4-h264', crop: '1:1' },
      { format: 'webp', crop: '1:1' },
      { format: 'gif', crop: '4:5', widthPixels: 320 },
    ] as const;
    const { outputs } = planSettings(screen, { outputs: [...list] });
    expect(outputs.slice(list.length)).toEqual([
      { ...outputs[1], spec: { format: 'jpeg', crop: '9:16', widthPixels: 540, focus } },
    ]);
    expect(specsOf(screen, { outputs: [...list] })).toEqual(outputs.map(({ spec }) => spec));
  });

  it('refuses nothing and renders nothing larger because of the posters that it adds', () => {
    const spec = fc.record(
      {
        format: fc.constantFrom('mp4-h264', 'webm-vp9'),
        crop: fc.constantFrom(...crops),
        widthPixels: fc.integer({ min: 64, max: 3840 }),
        quality: fc.integer({ min: 0, max: 100 }),
      },
      { requiredKeys: ['format', 'quality'] },
    ) as fc.Arbitrary<OutputSpec>;
    const photo = fc.record({
      width: fc.integer({ min: 300, max: 9000 }),
      height: fc.integer({ min: 300, max: 9000 }),
    });
    const widthPixels = fc.option(fc.integer({ min: 600, max: 1920 }), { nil: undefined });
    const lists = fc.uniqueArray(spec, { minLength: 1, maxLength: 16, selector: ({ quality }) => quality });
    fc.assert(
      fc.property(photo, widthPixels, lists, (size, width, list) => {
        const requested = (() => {
          try {
            return planOutputs(size, width, list);
          } catch {
            return null;
          }
        })();
        fc.pre(requested !== null);
        const plan = planSettings(size, { widthPixels: width, outputs: list });
        expect(plan.render).toEqual(requested?.render);
        expect(plan.outputs.slice(0, list.length)).toEqual(requested?.outputs);
        expect(plan.outputs.length).toBeLessThanOrEqual(16);
        for (const { spec, size: poster } of plan.outputs.slice(list.length)) {
          const videos = plan.outputs.filter(
            (output) => output.spec.format !== 'jpeg' && (output.spec.crop ?? 'original') === spec.crop,
          );
          expect(videos.map(({ size: video }) => video)).toContainEqual(poster);
        }
      }),
    );
  });

  it('leaves out posters beyond the limits of an animation', () => {
    const list = Array.from({ length: 16 }, (_, i) => ({
      format: 'mp4-h264' as const,
      widthPixels: 640,
      crop: i < 8 ? ('1:1' as const) : ('9:16' as const),
      quality: 20 + i,
    }));
    expect(planSettings(screen, { outputs: list }).outputs).toHaveLength(16);
    expect(planSettings(screen, { outputs: list.slice(1) }).outputs).toHaveLength(16);
    const large = Array.from({ length: 4 }, (_, i) => ({
      format: 'mp4-h264' as const,
      widthPixels: 3840,
      quality: 20 + i,
    }));
    expect(planSettings(screen, { outputs: large }).outputs).toHaveLength(4);
  });

  it('rejects more pixels than all outputs of an animation may have in total', () => {
    const specs = Array(10).fill({ format: 'mp4-h264', widthPixels: 3840 });
    expect(() => planOutputs(screen, undefined, specs)).toThrow(
      expect.objectContaining({ code: 'INVALID_SETTINGS', path: ['outputs'] }),
    );
  });

  it('has the files of a set first, then the others, which replace those of the same format and width', () => {
    const portrait = { format: 'mp4-h264', crop: '9:16' } as const;
    const small = { format: 'mp4-av1', widthPixels: 640, quality: 40 } as const;
    const specs = specsOf(screen, { outputs: { set: 'web', list: [portrait, small] } });
    const set = specsOf(screen, { outputs: 'web' });
    expect(specs).toEqual([
      ...set.filter(({ format, widthPixels }) => format !== 'mp4-av1' || widthPixels !== 640),
      portrait,
      small,
      { format: 'jpeg', crop: '9:16' },
    ]);
    const whole = { format: 'jpeg', maxBytes: 50_000 } as const;
    expect(specsOf(screen, { outputs: { set: 'web', list: [whole] } })).toHaveLength(set.length);
  });

  it('rejects two equal files, and names both', () => {
    const video = { format: 'mp4-h264' } as const;
    const plan = (outputs: OutputSpec[]) => () => planSettings(screen, { outputs });
    expect(plan([video, { format: 'jpeg' }, { ...video, crop: 'original', widthPixels: 1920 }])).toThrow(
      expect.objectContaining({
        code: 'INVALID_SETTINGS',
        path: ['outputs', '2'],
        message: expect.stringContaining('those with the indices 0 and 2 are the same'),
      }),
    );
    expect(plan([video, { ...video, quality: 40 }, { ...video, widthPixels: 1280 }])).not.toThrow();
    // An odd width is the even one below it.
    const odd = [640, 641].map((widthPixels) => ({ ...video, widthPixels }));
    expect(plan(odd)).toThrow(expect.objectContaining({ path: ['outputs', '1'] }));
  });

  it('names the invalid entry of a set or a list', () => {
    const square = { format: 'mp4-h264', crop: '1:1' } as const;
    const plan =
      (list: OutputSpec[], photo = screen) =>
      () =>
        planSettings(photo, { outputs: { set: 'web', list } });
    expect(plan([square, square])).toThrow(expect.objectContaining({ path: ['outputs', 'list', '1'] }));
    const many = Array.from({ length: 8 }, (_, i) => ({ ...square, widthPixels: 200 + 2 * i }));
    expect(plan(many)).toThrow(expect.objectContaining({ path: ['outputs', 'list'] }));
    expect(plan([{ format: 'gif', widthPixels: 1920 }])).toThrow(
      expect.objectContaining({ path: ['outputs', 'list', '0', 'widthPixels'] }),
    );
  });

  it('has even sizes within the limits for any request and photo', () => {
    const side = fc.integer({ min: 64, max: 9000 });
    const spec = fc.record({
      crop: fc.constantFrom<Crop>(...crops),
      widthPixels: fc.option(fc.integer({ min: 64, max: 3000 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(side, side, fc.array(spec, { minLength: 1, maxLength: 4 }), (width, height, specs) => {
        fc.pre(Math.max(width, height) <= 16 * Math.min(width, height));
        let plan: ReturnType<typeof planOutputs>;
        try {
          plan = planOutputs(
            { width, height },
            undefined,
            specs.map((one) => ({ format: 'mp4-h264' as const, ...one })),
          );
        } catch (error) {
          expect(error).toMatchObject({ code: 'INVALID_SETTINGS' });
          return;
        }
        const { render } = plan;
        expect(render.width * render.height).toBeLessThanOrEqual(limits.frame.maxPixels);
        for (const { window, size } of plan.outputs) {
          for (const length of [window.width, window.height, size.width, size.height])
            expect(length % 2).toBe(0);
          expect(window.width).toBeLessThanOrEqual(render.width);
          expect(window.height).toBeLessThanOrEqual(render.height);
        }
      }),
    );
  });
});

describe('a window', () => {
  it('is the largest of its aspect, around the focus, inside the picture', () => {
    const size = windowSize(screen, '9:16');
    expect(size).toEqual({ width: 608, height: 1080 });
    expect(windowAt(screen, size, { x: 0.5, y: 0.5 })).toEqual({ ...size, left: 656, top: 0 });
    expect(windowAt(screen, size, { x: 0, y: 0 }).left).toBe(0);
    expect(windowAt(screen, size, { x: 1, y: 1 }).left).toBe(1920 - 608);
    expect(windowSize(camera, '16:9')).toEqual({ width: 4000, height: 2250 });
  });
});
