import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Constant, encodeOnnxModel, type Graph, type GraphNode } from './onnx-model.ts';

const side = 256;
/** Of the scene network's picture and shares. */
export const sceneSide = 384;
/** β of algorithm §3. */
export const flowBound = 1 / 64;

export interface TestBundleOptions {
  /** Multiplies the flow: `256 * 256` numbers, or twice that for x and then y. Default: 1 everywhere. */
  field?: Float32Array;
  /** The motion network multiplies its flow by the picture's mean brightness, 0 black … 1 white. */
  isFlowScaledByBrightness?: boolean;
  /** What the scene network says whatever it sees: planes of land, sky, water and mist, `4 * 384 * 384` shares. Default: no such network. */
  scene?: Float32Array;
  /** Default: 2 where there is a scene network, else none, as in the oldest bundles. */
  format?: number;
  /** Encoders left out, as in a bundle made from the 2019 weights. */
  absent?: ('motion-encoder.onnx' | 'appearance-encoder.onnx')[];
  motionCodes?: number[][];
  appearance?: { label: string; codes: number[][] }[];
  colourTransfer?: 'tanh' | 'tanh-artanh';
  /** Files written in place of the right ones, with matching checksums. */
  replace?: Record<string, Uint8Array>;
}

/**
 * Writes a bundle whose networks are exact formulas:
 *
 *     flow(p)       = β · (code[0], code[1]) · field(p)
 *     gain, bias    = 1 + code[0…2], code[3…5]      everywhere
 *     E_M(flow)     = mean(flow) / β, then zeros
 *     E_A(image)    = mean(image), then zeros
 *     P_S(image)    = scene
 */
export async function writeTestBundle(directory: string, options: TestBundleOptions = {}): Promise<string> {
  const {
    motionCodes = [code(-0.5), code(0), code(0.5)],
    appearance = [{ label: 'Dusk', codes: [code(0), code(0.1, 0, -0.1), code(0.3, 0, -0.3)] }],
    colourTransfer = 'tanh-artanh',
    absent = [],
    scene,
    format = scene && 2,
  } = options;
  const models: Record<string, Uint8Array> = {
    'motion.onnx': encodeOnnxModel(motionGraph(options)),
    'appearance.onnx': encodeOnnxModel(appearanceGraph()),
    ...(scene && { 'scene.onnx': encodeOnnxModel(sceneGraph(scene)) }),
    'motion-encoder.onnx': encodeOnnxModel(encoderGraph('flow', 2, 1 / flowBound)),
    'appearance-encoder.onnx': encodeOnnxModel(encoderGraph('image', 3, 1)),
  };
  const codebook = Buffer.from(JSON.stringify({ motion: motionCodes, appearance }));
  const files: Record<string, Uint8Array> = { ...models, 'codebook.json': codebook, ...options.replace };
  for (const file of absent) delete files[file];
  await mkdir(directory, { recursive: true });
  for (const [file, content] of Object.entries(files)) await writeFile(join(directory, file), content);
  await writeFile(
    join(directory, 'bundle.json'),
    JSON.stringify({
      ...(format && { format }),
      name: 'test',
      version: '1.0.0',
      licence: 'Apache-2.0',
      nonCommercial: false,
      networkSize: side,
      flowBound,
      colourTransfer,
      opset: 17,
      checksums: Object.fromEntries(Object.entries(files).map(([file, content]) => [file, sha256(content)])),
      provenance: { made: 'by the tests' },
      ...(absent.length > 0 && { absent }),
    }),
  );
  return directory;
}

/** A code of 8 numbers that starts with `head`. */
export function code(...head: number[]): number[] {
  return [...head, ...Array<number>(8 - head.length).fill(0)];
}

export function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

export function motionGraph({ field, isFlowScaledByBrightness }: TestBundleOptions = {}): Graph {
  const nodes: GraphNode[] = [
    { op: 'Gather', inputs: ['code', 'head'], outputs: ['direction'], attributes: { axis: 1 } },
    { op: 'Reshape', inputs: ['direction', 'pixel'], outputs: ['vector'] },
    { op: 'Mul', inputs: ['vector', 'bound'], outputs: ['bounded'] },
    // Brightness = (mean + 1) / 2, raised to the power 0 where it must not matter: the image has to be used.
    { op: 'ReduceMean', inputs: ['image'], outputs: ['mean'], attributes: { axes: [1, 2, 3], keepdims: 1 } },
    { op: 'Add', inputs: ['mean', 'one'], outputs: ['shifted'] },
    { op: 'Mul', inputs: ['shifted', 'half'], outputs: ['brightness'] },
    { op: 'Pow', inputs: ['brightness', 'power'], outputs: ['factor'] },
    { op: 'Mul', inputs: ['bounded', 'factor'], outputs: ['scaled'] },
    { op: 'Mul', inputs: ['scaled', 'field'], outputs: ['flow'] },
  ];
  const values = field ?? new Float32Array(side * side).fill(1);
  return {
    inputs: [
      { name: 'image', dims: [1, 3, side, side] },
      { name: 'code', dims: [1, 8] },
    ],
    outputs: [{ name: 'flow', dims: [1, 2, side, side] }],
    constants: [
      integers('head', [0, 1]),
      integers('pixel', [1, 2, 1, 1]),
      scalar('bound', flowBound),
      scalar('one', 1),
      scalar('half', 0.5),
      scalar('power', isFlowScaledByBrightness ? 1 : 0),
      { name: 'field', dims: [1, values.length / side ** 2, side, side], values },
    ],
    nodes,
  };
}

export function appearanceGraph(): Graph {
  const image = { name: 'image', dims: [1, 3, side, side] };
  return {
    inputs: [image, { name: 'code', dims: [1, 8] }],
    outputs: [
      { name: 'gain', dims: [1, 3, side, side] },
      { name: 'bias', dims: [1, 3, side, side] },
    ],
    constants: [
      integers('first', [0, 1, 2]),
      integers('second', [3, 4, 5]),
      integers('pixel', [1, 3, 1, 1]),
      scalar('one', 1),
      scalar('zero', 0),
    ],
    nodes: [
      { op: 'Mul', inputs: ['image', 'zero'], outputs: ['nothing'] },
      { op: 'Gather', inputs: ['code', 'first'], outputs: ['gainCode'], attributes: { axis: 1 } },
      { op: 'Reshape', inputs: ['gainCode', 'pixel'], outputs: ['gainPixel'] },
      { op: 'Add', inputs: ['gainPixel', 'one'], outputs: ['gainOne'] },
      { op: 'Add', inputs: ['gainOne', 'nothing'], outputs: ['gain'] },
      { op: 'Gather', inputs: ['code', 'second'], outputs: ['biasCode'], attributes: { axis: 1 } },
      { op: 'Reshape', inputs: ['biasCode', 'pixel'], outputs: ['biasPixel'] },
      { op: 'Add', inputs: ['biasPixel', 'nothing'], outputs: ['bias'] },
    ],
  };
}

function sceneGraph(shares: Float32Array): Graph {
  return {
    inputs: [{ name: 'image', dims: [1, 3, sceneSide, sceneSide] }],
    outputs: [{ name: 'shares', dims: [1, 4, sceneSide, sceneSide] }],
    constants: [scalar('zero', 0), { name: 'scene', dims: [1, 4, sceneSide, sceneSide], values: shares }],
    nodes: [
      // The image has to be used.
      {
        op: 'ReduceMean',
        inputs: ['image'],
        outputs: ['mean'],
        attributes: { axes: [1, 2, 3], keepdims: 1 },
      },
      { op: 'Mul', inputs: ['mean', 'zero'], outputs: ['nothing'] },
      { op: 'Add', inputs: ['scene', 'nothing'], outputs: ['shares'] },
    ],
  };
}

function encoderGraph(input: string, channels: number, factor: number): Graph {
  return {
    inputs: [{ name: input, dims: [1, channels, 128, 128] }],
    outputs: [{ name: 'code', dims: [1, 8] }],
    constants: [
      integers('flat', [1, channels]),
      scalar('factor', factor),
      { name: 'rest', dims: [1, 8 - channels], values: new Float32Array(8 - channels) },
    ],
    nodes: [
      { op: 'ReduceMean', inputs: [input], outputs: ['mean'], attributes: { axes: [2, 3], keepdims: 0 } },
      { op: 'Reshape', inputs: ['mean', 'flat'], outputs: ['row'] },
      { op: 'Mul', inputs: ['row', 'factor'], outputs: ['scaled'] },
      { op: 'Concat', inputs: ['scaled', 'rest'], outputs: ['code'], attributes: { axis: 1 } },
    ],
  };
}

function integers(name: string, values: number[]): Constant {
  return { name, dims: [values.length], values: BigInt64Array.from(values.map(BigInt)) };
}

function scalar(name: string, value: number): Constant {
  return { name, dims: [1], values: Float32Array.of(value) };
}
