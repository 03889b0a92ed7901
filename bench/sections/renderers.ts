import { QualityMeter } from '../../src/inference/output/quality/meter.ts';
import { createCpuRenderer } from '../../src/inference/renderer/cpu/cpu.ts';
import { createOnnxRenderer } from '../../src/inference/renderer/onnx/onnx.ts';
import { createReferenceRenderer } from '../../src/inference/renderer/reference.ts';
import type { FramePlan, LayerPictures, RendererSetup } from '../../src/inference/renderer/renderer.ts';
import { yuv420Bytes } from '../../src/inference/renderer/yuv.ts';
import { openSession } from '../../src/inference/runtime/session.ts';
import { timeInTurn, timeMs } from '../measure.ts';
import type { BenchReport } from '../report.ts';
import type { Subject } from '../subject.ts';

/** Time for a 1080p frame of a symmetric loop on every renderer, and for a plain copy of the same bytes. */
export async function benchRenderers(report: BenchReport, { setup, planner, photos, bundle }: Subject) {
  const { width, height } = setup.photo;
  const [plan, still] = [keep(planner.planFrame(20)), keep(planner.planPhoto())];
  const yuv = new Uint8Array(yuv420Bytes(width, height));
  const rgba = new Uint8Array(setup.photo.rgba.length);
  const gains = await bundle.predictColourTransfer(photos.forPredictors, Array<number>(8).fill(0.5));
  const coloured: FramePlan = { ...plan, colour: { now: [{ map: gains, weight: 1 }], start: gains } };

  const default1 = await createCpuRenderer(setup, { threads: 1 });
  const default2 = await createCpuRenderer(setup, { threads: 2 });
  const wasm1 = await createCpuRenderer(setup, { threads: 1, kernel: 'wasm' });
  const wasm2 = await createCpuRenderer(setup, { threads: 2, kernel: 'wasm' });
  const onnx2 = await createOnnxRenderer(setup, (model) => openSession(model, { device: 'cpu', threads: 2 }));
  const renderers = [default1, default2, wasm1, wasm2, onnx2];
  try {
    const times = await timeInTurn(
      {
        [`default (${default1.name}), 1 thread`]: () => default1.renderYuv(plan, yuv),
        [`default (${default2.name}), 2 threads`]: () => default2.renderYuv(plan, yuv),
        'wasm, 1 thread': () => wasm1.renderYuv(plan, yuv),
        'wasm, 2 threads': () => wasm2.renderYuv(plan, yuv),
        'ONNX graph on the CPU, 2 threads': () => onnx2.renderYuv(plan, yuv),
        'memory copy of the same bytes': copyOf(bytesRead(setup) + yuv.length),
      },
      9,
    );
    for (const [what, ms] of Object.entries(times)) report.row('renderer, two copies', what, ms, 'ms');

    const reference = createReferenceRenderer(setup);
    const referenceMs = await timeMs(() => reference.renderYuv(plan, yuv));
    report.row('renderer, two copies', 'plain TypeScript, 1 thread', referenceMs, 'ms');

    const kinds = await timeInTurn(
      {
        'with colours': () => default1.renderYuv(coloured, yuv),
        'with colours, wasm': () => wasm1.renderYuv(coloured, yuv),
        'nothing moves': () => default1.renderYuv(still, yuv),
        'nothing moves, as RGBA': () => default1.renderRgba(still, rgba),
      },
      9,
    );
    for (const [what, ms] of Object.entries(kinds)) report.row('renderer, 1 thread', what, ms, 'ms');

    const figures = new QualityMeter(width, height, yuv);
    const beside = await timeInTurn(
      { 'plan of a frame': () => planner.planFrame(20), 'figures of a frame': () => figures.addFrame(yuv) },
      25,
    );
    for (const [what, ms] of Object.entries(beside)) report.row('main thread', what, ms, 'ms');

    const onnxMs = times['ONNX graph on the CPU, 2 threads'];
    const defaultMs = times[`default (${default1.name}), 1 thread`];
    report.field('rendererSpeedup', onnxMs / times[`default (${default2.name}), 2 threads`]);
    report.field('rendererSpeedupWasm', onnxMs / times['wasm, 2 threads']);
    report.field('renderMs1080p', defaultMs);
    report.field('renderOverCopy', defaultMs / times['memory copy of the same bytes']);
  } finally {
    for (const renderer of renderers) await renderer.close();
  }
}

/** Copies a plan, because a planner reuses its buffers. */
function keep(plan: FramePlan): FramePlan {
  return structuredClone(plan);
}

/** Bytes of all input pictures of a frame. */
function bytesRead({ photo, layers }: RendererSetup): number {
  const ofLayer = ({ mask, background = photo }: LayerPictures) => mask.length + background.rgba.length;
  return layers.reduce((sum, layer) => sum + ofLayer(layer), photo.rgba.length);
}

/** Reads and writes as many bytes in total as a frame does. */
function copyOf(bytes: number): () => void {
  const source = new Uint8Array(bytes >> 1).fill(1);
  const target = new Uint8Array(bytes >> 1);
  return () => target.set(source);
}
