import type { Photo } from '../../../photo/photo.ts';
import type { KeptTensor, Session, Tensor } from '../../runtime/session.ts';
import { backgroundScale, checkPlan, checkSetup } from '../check-plan.ts';
import { ditherAt } from '../dither.ts';
import { mixMaps } from '../mix-maps.ts';
import type { FramePlan, Renderer, RendererSetup } from '../renderer.ts';
import { buildRenderGraph, opset, type RenderGraphVariant } from './graph.ts';
import { buildPictureGraph } from './pictures.ts';

/** Opens a model from its bytes, as `openSession` of runtime.ts does. */
export type OpenRenderSession = (model: Uint8Array) => Promise<Pick<Session, 'run' | 'close'>>;
/** The same for a model whose outputs stay on the device. */
export type OpenKeepingSession = (model: Uint8Array) => Promise<Pick<Session, 'keep' | 'close'>>;

/**
 * The GPU renderer: the same frame as an ONNX graph. A session is opened for each kind of frame (copies, blend, colour,
 * format) when the first one comes, and kept. The model does not depend on the photo, so `openSession` may return the
 * same session for the same bytes. With `openKeeping` the pictures are copied to the device once, and only the plan is
 * transferred per frame. Calls run one after another.
 * @throws RangeError for a setup or plan that breaks the contract
 */
export async function createOnnxRenderer(
  setup: RendererSetup,
  openSession: OpenRenderSession,
  openKeeping?: OpenKeepingSession,
): Promise<Renderer> {
  checkSetup(setup);
  const sessions = new Map<string, ReturnType<OpenRenderSession>>();
  const pictures = openKeeping ? await keepPictures(setup, openKeeping) : pictureFeeds(setup);
  const dither = ditherPlane(setup.photo);
  let last: Promise<unknown> = Promise.resolve();

  async function run(plan: FramePlan, format: RenderGraphVariant['format']) {
    const variant: RenderGraphVariant = {
      layers: plan.layers.map(({ b, blend }) => ({ copies: b ? 2 : 1, hasBlend: blend !== undefined })),
      colour: plan.colour ? setup.colourTransfer : 'none',
      hasStart: plan.colour?.start !== undefined,
      format,
      backgroundScale: backgroundScale(setup),
      hasKeptPictures: openKeeping !== undefined,
    };
    const key = JSON.stringify(variant);
    const opened = sessions.get(key) ?? openSession(buildRenderGraph(variant));
    sessions.set(key, opened);
    const session = await opened;
    return session.run({ ...pictures, ...planFeeds(setup, plan), ...(plan.colour && { dither }) });
  }

  function inTurn(render: () => Promise<void>): Promise<void> {
    const frame = last.then(render);
    last = frame.catch(() => {});
    return frame;
  }

  return {
    name: 'onnx',
    async renderRgba(plan, target) {
      checkPlan(setup, plan, target, 4);
      await inTurn(async () => {
        const { rgb } = await run(plan, 'rgb');
        interleave(rgb.data, setup.photo.rgba, target);
      });
    },
    async renderYuv(plan, target) {
      checkPlan(setup, plan, target, 1.5);
      await inTurn(async () => {
        const { luma, chroma } = await run(plan, 'yuv');
        target.set(luma.data);
        target.set(chroma.data, luma.data.length);
      });
    },
    async close() {
      await last;
      for (const picture of Object.values(pictures)) if ('release' in picture) picture.release();
      const opened = [...sessions.values()];
      sessions.clear();
      // Failures to open have been reported already.
      for (const session of await Promise.allSettled(opened))
        if (session.status === 'fulfilled') await session.value.close();
    },
  };
}

async function keepPictures(
  setup: RendererSetup,
  openKeeping: OpenKeepingSession,
): Promise<Record<string, KeptTensor>> {
  const session = await openKeeping(buildPictureGraph(setup.layers.length, backgroundScale(setup), opset));
  const kept = await session.keep(pictureFeeds(setup));
  await session.close();
  return kept;
}

function pictureFeeds(setup: RendererSetup): Record<string, Tensor> {
  const { photo, layers } = setup;
  const { width, height } = photo;
  const scale = backgroundScale(setup);
  const ofLayers = layers.flatMap(({ background = photo, mask }, index): [string, Tensor][] => [
    // A doubled background without its last row and column, so that border pixels coincide.
    [`background${index}`, planes(background, scale * (width - 1) + 1, scale * (height - 1) + 1)],
    [`mask${index}`, { data: mask, dims: [1, 1, height, width] }],
  ]);
  return {
    photo: planes(photo, width, height),
    pictureScale: scales({ width: 2, height: 2 }, photo),
    ...Object.fromEntries(ofLayers),
  };
}

/**
 * The first columns and rows of a picture as planes of red, green and blue, because transposing bytes on a GPU is slow
 * here.
 */
function planes({ rgba, width: stride }: Photo, width: number, height: number): Tensor {
  const pixels = width * height;
  const data = new Uint8Array(pixels * 3);
  for (let y = 0, i = 0; y < height; y++) {
    for (let from = y * stride * 4, end = from + width * 4; from < end; from += 4, i++) {
      data[i] = rgba[from];
      data[i + pixels] = rgba[from + 1];
      data[i + 2 * pixels] = rgba[from + 2];
    }
  }
  return { data, dims: [1, 3, height, width] };
}

/** The dither as the graph expects it: 0 … 63. */
function ditherPlane({ width, height }: Photo): Tensor {
  const data = new Uint8Array(width * height);
  for (let y = 0, i = 0; y < height; y++) for (let x = 0; x < width; x++, i++) data[i] = ditherAt(x, y) + 32;
  return { data, dims: [1, 1, height, width] };
}

/** Interleaves planes to pixels, with the alpha of the photo. */
function interleave(rgb: ArrayLike<number>, photo: Uint8Array, target: Uint8Array): void {
  const pixels = rgb.length / 3;
  for (let i = 0, to = 0; i < pixels; i++, to += 4) {
    target[to] = rgb[i];
    target[to + 1] = rgb[i + pixels];
    target[to + 2] = rgb[i + 2 * pixels];
    target[to + 3] = photo[to + 3];
  }
}

function planFeeds(setup: RendererSetup, plan: FramePlan): Record<string, Tensor> {
  const { motionGrid, colourGrid, photo } = setup;
  const onMotionGrid = (data: Float32Array, size: number): Tensor => ({
    data,
    dims: [1, motionGrid.height, motionGrid.width, size],
  });
  const onColourGrid = (data: Float32Array): Tensor => ({
    data,
    dims: [1, colourGrid.height, colourGrid.width, 3],
  });
  const ofLayers = plan.layers.flatMap(({ a, b, blend }, index): [string, Tensor][] => [
    [`displacementA${index}`, onMotionGrid(a.displacement, 2)],
    ...(b
      ? ([
          [`displacementB${index}`, onMotionGrid(b.displacement, 2)],
          [`weight${index}`, onMotionGrid(b.weight, 1)],
        ] as [string, Tensor][])
      : []),
    ...(blend
      ? ([
          [`contrast${index}`, onMotionGrid(blend.contrast, 1)],
          [`mean${index}`, onMotionGrid(blend.mean, 3)],
          [`shift${index}`, onMotionGrid(blend.shift, 3)],
        ] as [string, Tensor][])
      : []),
  ]);
  const now = plan.colour && mixMaps(plan.colour.now);
  return {
    ...(plan.layers.length > 0 && {
      pixelStep: floats([2 / (photo.width - 1), 2 / (photo.height - 1)], [1, 1, 1, 2]),
      motionScale: scales(motionGrid, photo),
    }),
    ...Object.fromEntries(ofLayers),
    ...(now && {
      colourScale: scales(colourGrid, photo),
      nowGain: onColourGrid(now.gain),
      nowBias: onColourGrid(now.bias),
    }),
    ...(plan.colour?.start && {
      startGain: onColourGrid(plan.colour.start.gain),
      startBias: onColourGrid(plan.colour.start.bias),
    }),
  };
}

/**
 * Scale factors from a grid to the picture, rounded up by a tiny amount, because ONNX rounds the product down to whole
 * pixels.
 */
function scales(grid: { width: number; height: number }, photo: { width: number; height: number }): Tensor {
  const nextUp = 1 + 2 ** -22;
  return floats([1, 1, (photo.height / grid.height) * nextUp, (photo.width / grid.width) * nextUp], [4]);
}

function floats(values: number[], dims: number[]): Tensor {
  return { data: new Float32Array(values), dims };
}
