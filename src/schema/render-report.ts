import type {
  QualityReport as Quality,
  RenderReport as Report,
  StageSeconds as Seconds,
  QualityWarning as Warning,
} from '../inference/job.ts';
import { builder } from './builder.ts';

const Device = builder.enumType('Device', {
  description: 'What the networks ran on.',
  values: {
    CUDA: { value: 'cuda', description: 'An NVIDIA GPU through CUDA.' },
    WEBGPU: { value: 'webgpu', description: 'A GPU through WebGPU.' },
    CPU: { value: 'cpu', description: 'The processor.' },
  } as const,
});

const StageSeconds = builder.objectRef<Seconds>('StageSeconds').implement({
  description: 'Where the time went, in seconds. Stages overlap, so they may add up to more than the total.',
  fields: (t) => ({
    decode: t.exposeFloat('decode', { description: 'Decoding the photo.' }),
    motion: t.exposeFloat('motion', { description: 'Predicting the flow.' }),
    appearance: t.exposeFloat('appearance', { description: 'Predicting colour transfer maps.' }),
    render: t.exposeFloat('render', { description: 'Rendering the frames.' }),
    encode: t.exposeFloat('encode', { description: 'Encoding the video.' }),
    check: t.float({
      nullable: true,
      description: 'Decoding and judging the finished video. Null for videos older than this field.',
      resolve: ({ check }) => check,
    }),
    total: t.exposeFloat('total', { description: 'From the start of the job to the finished files.' }),
  }),
});

const ifUnchecked = 'Null if the finished file was not checked.';

const QualityReport = builder.objectRef<Quality>('QualityReport').implement({
  description: 'Figures of quality that need no reference video.',
  fields: (t) => ({
    firstFrameMaxAbsError: t.exposeFloat('firstFrameMaxAbsError', {
      description: 'Largest difference of any channel between frame 0 and the photo at output size, 0…255.',
    }),
    seamRatio: t.exposeFloat('seamRatio', {
      description:
        'Difference from the last frame to the first ÷ the median between neighbours; 1 is no seam.',
    }),
    contrastKept: t.exposeFloat('contrastKept', {
      description: "Least fine contrast of any frame ÷ the photo's; 1 is all kept.",
    }),
    meanSpeedPixels: t.exposeFloat('meanSpeedPixels', {
      description: 'Mean speed over the moving area, in output pixels per frame.',
    }),
    movingShare: t.float({
      nullable: true,
      description: `Share of the picture that is sky, water or mist and may move, 0…1. ${ifUnchecked}`,
      resolve: ({ movingShare }) => movingShare,
    }),
    movingChange: t.float({
      nullable: true,
      description: `Mean change of what may move, against frame 0, in the most changed frame, in levels of luma. ${ifUnchecked}`,
      resolve: ({ movingChange }) => movingChange,
    }),
    landChange: t.float({
      nullable: true,
      description: `Largest mean change of land against frame 0, in levels of luma. Null without land, or if light changes on purpose. ${ifUnchecked}`,
      resolve: ({ landChange }) => landChange,
    }),
    landMoving: t.float({
      nullable: true,
      description: 'Largest share of land that visibly differs from frame 0, 0…1. Null like `landChange`.',
      resolve: ({ landMoving }) => landMoving,
    }),
    deadSky: t.float({
      nullable: true,
      description: `Share of textured sky that does not visibly move, 0…1. Null without any, or if light changes on purpose. ${ifUnchecked}`,
      resolve: ({ deadSky }) => deadSky,
    }),
    deadWater: t.float({
      nullable: true,
      description: 'Share of textured water that does not visibly move, 0…1. Null like `deadSky`.',
      resolve: ({ deadWater }) => deadWater,
    }),
    shapesKept: t.float({
      nullable: true,
      description: `Least strength of shapes of 8 to 32 pixels (at 1280) in the sky ÷ frame 0's: low where two pictures lie over each other. Null like \`deadSky\`.`,
      resolve: ({ shapesKept }) => shapesKept,
    }),
    seam: t.float({
      nullable: true,
      description: `Change from last frame to first ÷ the usual one per frame, on the decoded file. Null if the video is not a loop. ${ifUnchecked}`,
      resolve: ({ seam }) => seam,
    }),
    repeats: t.int({
      nullable: true,
      description: `How often the video returns to its first frame; 1 is one loop. Null if it hardly moves, or if a long video is not seen to return. ${ifUnchecked}`,
      resolve: ({ repeats }) => repeats,
    }),
  }),
});

const QualityWarningCode = builder.enumType('QualityWarningCode', {
  description: 'What a warning is about.',
  values: {
    NOTHING_MOVES: { description: 'No sky, water or mist was found, or nothing is seen to move.' },
    LAND_MOVES: { description: 'Land changes that should stand still.' },
    SKY_STANDS: { description: 'Parts of the textured sky do not move.' },
    WATER_STANDS: { description: 'Parts of the textured water do not move.' },
    DOUBLE_EXPOSURE: { description: 'Two pictures of the clouds seem to lie over each other.' },
    SEAM: { description: 'The step from the last frame to the first may be seen.' },
    BEATS: { description: 'The video comes back to its first frame in a short beat.' },
    REGION_NOT_FOUND: { description: 'A region that the settings name is not in the photo.' },
  } as const satisfies Record<Warning['code'], { description: string }>,
});

const QualityWarning = builder.objectRef<Warning>('QualityWarning').implement({
  description: 'Why a video deserves a second look before it is published.',
  fields: (t) => ({
    code: t.expose('code', { type: QualityWarningCode, description: 'What it is about, for programs.' }),
    message: t.exposeString('message', { description: 'For people, with the figure.' }),
  }),
});

export const RenderReport = builder.objectRef<Report>('RenderReport').implement({
  description: 'How the rendering went.',
  fields: (t) => ({
    device: t.expose('device', { type: Device, description: 'What the networks ran on.' }),
    renderer: t.string({
      nullable: true,
      description:
        'What drew the frames: `native` or `wasm` on the processor, `onnx` on a GPU. Null for videos older than this field.',
      resolve: ({ renderer }) => renderer,
    }),
    encoder: t.string({
      nullable: true,
      description:
        'What made the video: `x264` on the processor, `nvenc` or `nvenc-hevc` on an NVIDIA GPU. Null for videos older than this field.',
      resolve: ({ encoder }) => encoder,
    }),
    bundle: t.exposeString('bundle', { description: 'The model bundle, as `name@version`.' }),
    stageSeconds: t.expose('seconds', { type: StageSeconds, description: 'Where the time went.' }),
    peakRssBytes: t.expose('peakRssBytes', {
      type: 'SafeInt',
      description: 'Peak resident memory of the rendering process.',
    }),
    quality: t.expose('quality', { type: QualityReport, description: 'Figures of quality.' }),
    warnings: t.field({
      type: [QualityWarning],
      description: 'Why the video deserves a second look; empty if nothing was found.',
      resolve: ({ warnings }) => warnings ?? [],
    }),
  }),
});
