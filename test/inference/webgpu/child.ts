import fc from 'fast-check';
import { buildRenderGraph, type RenderGraphVariant } from '../../../src/inference/renderer/onnx/graph.ts';
import { createOnnxRenderer } from '../../../src/inference/renderer/onnx/onnx.ts';
import { openRenderer } from '../../../src/inference/renderer/open-renderer.ts';
import { createReferenceRenderer } from '../../../src/inference/renderer/reference.ts';
import { openSession, type Session } from '../../../src/inference/runtime/session.ts';
import { encodeOnnxModel } from '../onnx-model.ts';
import { anyScene, largestDifference, renderRgba, renderYuv } from '../renderer/plans.ts';
import { code, motionGraph } from '../test-bundle.ts';

/** What a process with a WebGPU device found. */
export interface WebGpuFindings {
  /** Devices of a network and of a graph with a node that WebGPU has no kernel for. */
  devices: string[];
  /** First value of the network's flow. */
  flow: number;
  log: string[];
  /** What draws the frames of an engine on WebGPU. */
  renderer: string;
  /** Kinds of frames by the device that their whole graph runs on. */
  renderGraphs: Record<string, number>;
  /** Largest difference to the reference on any of the scenes, levels of 255. */
  largestDifference: number;
}

const log: string[] = [];
const options = { device: 'webgpu', log: (line: string) => log.push(line) } as const;
const side = 256;

async function runNetwork() {
  const session = await openSession(encodeOnnxModel(motionGraph()), { ...options, name: 'a network' });
  const { flow } = await session.run({
    image: { data: new Float32Array(3 * side ** 2), dims: [1, 3, side, side] },
    code: { data: Float32Array.from(code(0.5, 0)), dims: [1, 8] },
  });
  return { device: session.device, flow: flow.data[0] };
}

async function openMixedGraph() {
  const model = encodeOnnxModel({
    inputs: [{ name: 'matrix', dims: [4, 4] }],
    outputs: [{ name: 'tanh', dims: [] }],
    constants: [],
    nodes: [
      { op: 'Det', inputs: ['matrix'], outputs: ['determinant'] },
      { op: 'Tanh', inputs: ['determinant'], outputs: ['tanh'] },
    ],
  });
  return (await openSession(model, { ...options, name: 'a mixed graph' })).device;
}

const variants: RenderGraphVariant[] = ([1, 2] as const).flatMap((copies) =>
  [true, false].flatMap((hasBlend) =>
    (
      [
        ['none', false],
        ['tanh', true],
        ['tanh-artanh', true],
        ['tanh-artanh', false],
      ] as const
    ).flatMap(([colour, hasStart]) =>
      (['rgb', 'yuv'] as const).flatMap((format) =>
        ([1, 2] as const).flatMap((backgroundScale) =>
          [true, false].map((hasKeptPictures) => ({
            layers: [{ copies, hasBlend }],
            colour,
            hasStart,
            format,
            backgroundScale,
            hasKeptPictures,
          })),
        ),
      ),
    ),
  ),
);

const sessions = new Map<string, Promise<Session>>();
function openRenderGraph(model: Uint8Array, keepsOutputs = false): Promise<Session> {
  const key = Buffer.from(model).toString('base64');
  const session = sessions.get(key) ?? openSession(model, { ...options, isWhole: true, keepsOutputs });
  sessions.set(key, session);
  return session;
}

async function openRenderGraphs() {
  const counts: Record<string, number> = {};
  for (const variant of variants) {
    const { device } = await openRenderGraph(buildRenderGraph(variant));
    counts[device] = (counts[device] ?? 0) + 1;
  }
  return counts;
}

async function compareWithReference(): Promise<number> {
  let largest = 0;
  for (const { setup, plan } of fc.sample(anyScene, { numRuns: 15, seed: 1 })) {
    const reference = createReferenceRenderer(setup);
    const open = (keepsOutputs: boolean) => async (model: Uint8Array) => {
      const { run, keep } = await openRenderGraph(model, keepsOutputs);
      return { run, keep, close: async () => {} };
    };
    for (const openKeeping of [open(true), undefined]) {
      const renderer = await createOnnxRenderer(setup, open(false), openKeeping);
      for (const render of [renderRgba, renderYuv]) {
        const frames = [await render(renderer, setup, plan), await render(reference, setup, plan)] as const;
        largest = Math.max(largest, largestDifference(...frames));
      }
      await renderer.close();
    }
  }
  return largest;
}

/** As the engine opens it. */
async function openAsEngine(): Promise<string> {
  const [{ setup, plan }] = fc.sample(anyScene, { numRuns: 1, seed: 2 });
  const renderer = await openRenderer(
    'webgpu',
    { ...setup, layers: setup.layers.map(({ mask }) => ({ mask })) },
    options,
  );
  await renderYuv(renderer, setup, plan);
  await renderer.close();
  return renderer.name;
}

const network = await runNetwork();
const findings: WebGpuFindings = {
  devices: [network.device, await openMixedGraph()],
  flow: network.flow,
  renderGraphs: await openRenderGraphs(),
  largestDifference: await compareWithReference(),
  renderer: await openAsEngine(),
  log,
};
process.send?.(findings, () => process.exit());
