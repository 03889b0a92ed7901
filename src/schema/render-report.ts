import type {
  QualityReport as Quality,
  RenderReport as Report,
  StageSeconds as Seconds,
  QualityWarning as Warning,
} from '../inference/job.ts';
import { builder } from './builder.ts';

const Device = builder.enumType('Device', {
  description: 'Device that ran the networks.',
  values: {
    CUDA: { value: 'cuda', description: 'An NVIDIA GPU through CUDA.' },
    WEBGPU: { value: 'webgpu', description: 'A GPU through WebGPU.' },
    CPU: { value: 'cpu', description: 'The CPU.' },
  } as const,
});

const StageSeconds = builder.objectRef<Seconds>('StageSeconds').implement({
  description: 'Time per stage, in seconds. Stages overlap, so their sum may exceed the total.',
  fields: (t) => ({
    decode: t.exposeFloat('decode', { description: 'Decoding the photo.' }),
    motion: t.exposeFloat('motion', { description: 'Predicting the flow.' }),
    appearance: t.exposeFloat('appearance', { description: 'Predicting colour transfer maps.' }),
    render: t.exposeFloat('render', { description: 'Rendering the frames.' }),
    encode: t.exposeFloat('encode', { description: 'Encoding the video.' }),
    check: t.float({
      nullable: true,
      description: 'Decoding and checking the finished video. Null for videos older than this field.',
      resolve: ({ check }) => check,
    }),
    total: t.exposeFloat('total', { description: 'From the start of the job to the finished files.' }),
  }),
});

const ifUnchecked = 'Null if the finished file was not checked.';

const QualityReport = builder.objectRef<Quality>('QualityReport').implement({
  description: 'Quality metrics that need no reference video.',
  fields: (t) => ({
    firstFrameMaxAbsError: t.exposeFloat('firstFrameMaxAbsError', {
      description: 'Largest difference of any channel between frame 0 and the photo at output size, 0…255.',
    }),
    seamRatio: t.exposeFloat('seamRatio', {
      description:
        'Difference between the last and the first frame ÷ the median difference between neighbouring frames; ' +
        '1: no seam.',
    }),
    contrastKept: t.exposeFloat('contrastKept', {
      description: 'Lowest fine contrast of any frame ÷ that of the photo; 1: all contrast is kept.',
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
      description:
        'Mean change of the movable parts relative to frame 0, in the frame that changed most, in luma levels. ' +
        `${ifUnchecked}`,
      resolve: ({ movingChange }) => movingChange,
    }),
    landChange: t.float({
      nullable: true,
      description:
        'Largest mean change of land relative to frame 0, in luma levels. Null without land, or if the light ' +
        `changes on purpose. ${ifUnchecked}`,
      resolve: ({ landChange }) => landChange,
    }),
    landMoving: t.float({
      nullable: true,
      description: 'Largest share of land that visibly differs from frame 0, 0…1. Null like `landChange`.',
      resolve: ({ landMoving }) => landMoving,
    }),
    deadSky: t.float({
      nullable: true,
      description:
        'Share of textured sky that does not visibly move, 0…1. Null if there is none, or if the light changes ' +
        `on purpose. ${ifUnchecked}`,
      resolve: ({ deadSky }) => deadSky,
    }),
    deadWater: t.float({
      nullable: true,
      description: 'Share of textured water that does not visibly move, 0…1. Null like `deadSky`.',
      resolve: ({ deadWater }) => deadWater,
    }),
    shapesKept: t.float({
      nullable: true,
      description:
        'Lowest strength of 8 to 32 pixel structures (at 1280 pixels width) in the sky ÷ that of frame 0: low ' +
        'if two pictures overlap. Null like `deadSky`.',
      resolve: ({ shapesKept }) => shapesKept,
    }),
    seam: t.float({
      nullable: true,
      description:
        'Change from the last frame to the first ÷ the typical change per frame, in the decoded file. Null if ' +
        `the video does not loop. ${ifUnchecked}`,
      resolve: ({ seam }) => seam,
    }),
    repeats: t.int({
      nullable: true,
      description:
        'Number of times the video returns to its first frame; 1: one loop. Null if it hardly moves, or if a ' +
        `long video shows no return. ${ifUnchecked}`,
      resolve: ({ repeats }) => repeats,
    }),
  }),
});

const QualityWarningCode = builder.enumType('QualityWarningCode', {
  description: 'Kinds of quality warnings.',
  values: {
    NOTHING_MOVES: { description: 'No sky, water or mist was found, or no motion is visible.' },
    LAND_MOVES: { description: 'Land changes although it should not.' },
    SKY_STANDS: { description: 'Parts of the textured sky do not move.' },
    WATER_STANDS: { description: 'Parts of the textured water do not move.' },
    DOUBLE_EXPOSURE: { description: 'Two copies of the clouds seem to overlap.' },
    SEAM: { description: 'The step from the last frame to the first may be visible.' },
    BEATS: { description: 'The video returns to its first frame in short intervals.' },
    REGION_NOT_FOUND: { description: 'A region named in the settings was not found in the photo.' },
  } as const satisfies Record<Warning['code'], { description: string }>,
});

const QualityWarning = builder.objectRef<Warning>('QualityWarning').implement({
  description: 'A reason to check a video before publishing it.',
  fields: (t) => ({
    code: t.expose('code', { type: QualityWarningCode, description: 'Kind of warning, for programs.' }),
    message: t.exposeString('message', { description: 'Explanation with the measured value, for people.' }),
  }),
});

export const RenderReport = builder.objectRef<Report>('RenderReport').implement({
  description: 'Report on a rendering.',
  fields: (t) => ({
    device: t.expose('device', { type: Device, description: 'Device that ran the networks.' }),
    renderer: t.string({
      nullable: true,
      description:
        'What rendered the frames: `native` or `wasm` on the CPU, `onnx` on a GPU. Null for videos older ' +
        'than this field.',
      resolve: ({ renderer }) => renderer,
    }),
    encoder: t.string({
      nullable: true,
      description:
        'Encoder of the video: `x264` on the CPU, `nvenc` or `nvenc-hevc` on an NVIDIA GPU. Null for ' +
        'videos older than this field.',
      resolve: ({ encoder }) => encoder,
    }),
    bundle: t.exposeString('bundle', { description: 'The model bundle, as `name@version`.' }),
    stageSeconds: t.expose('seconds', { type: StageSeconds, description: 'Time per stage.' }),
    peakRssBytes: t.expose('peakRssBytes', {
      type: 'SafeInt',
      description: 'Peak resident memory of the rendering process.',
    }),
    quality: t.expose('quality', { type: QualityReport, description: 'Quality metrics.' }),
    warnings: t.field({
      type: [QualityWarning],
      description: 'Reasons to check the video before publishing it; empty if none were found.',
      resolve: ({ warnings }) => warnings ?? [],
    }),
  }),
});
