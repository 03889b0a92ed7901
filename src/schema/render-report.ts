import type {
  QualityReport as Quality,
  RenderReport as Report,
  StageSeconds as Seconds,
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
    total: t.exposeFloat('total', { description: 'From the start of the job to the finished files.' }),
  }),
});

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
  }),
});
