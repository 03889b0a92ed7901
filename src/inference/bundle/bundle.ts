import { join } from 'node:path';
import type { Device } from '../devices.ts';
import { codeLength, type LatentCode } from '../latent-code.ts';
import type { ColourTransferMap } from '../renderer/renderer.ts';
import {
  openSession,
  type Session,
  type SessionOptions,
  type Tensor,
  type TensorShape,
} from '../runtime/session.ts';
import { type BundleContents, invalidBundle, modelFiles, readBundle } from './contents.ts';
import { interleave } from './network-image.ts';
import {
  encoderSize,
  type ModelFile,
  modelTensors,
  networkSize,
  sceneSize,
  type TensorDims,
} from './schema.ts';

/** A trained model, ready to predict. Pictures are planar RGB in [-1, 1], see network-image.ts. */
export interface Bundle extends BundleContents {
  /** Where the networks run. */
  readonly device: Device;
  /** P_M (algorithm §3): backward flow of one step, (x, y) interleaved, normalised units, 256 × 256. */
  predictFlow(image: Float32Array, code: LatentCode): Promise<Float32Array>;
  /** P_A (algorithm §5): gain and bias, 256 × 256. */
  predictColourTransfer(image: Float32Array, code: LatentCode): Promise<ColourTransferMap>;
  /**
   * P_S (algorithm §1): shares of land, sky, water and mist, planar, 384 × 384, of a picture of that size. Absent if
   * the bundle has none.
   */
  predictScene?(image: Float32Array): Promise<Float32Array>;
  /** E_M: code of a planar (x, y) flow of 128 × 128. Absent if the bundle has none. */
  encodeMotion?(flow: Float32Array): Promise<LatentCode>;
  /** E_A: code of a picture of 128 × 128. Absent if the bundle has none. */
  encodeAppearance?(image: Float32Array): Promise<LatentCode>;
  close(): Promise<void>;
}

/**
 * Loads and validates a bundle: description, checksums, codebook, tensors, and a probe run whose outputs must be finite
 * and within the flow bound.
 * @throws UserError INVALID_BUNDLE, one line that names the file and what was expected
 */
export async function loadBundle(directory: string, options: SessionOptions = {}): Promise<Bundle> {
  const contents = await readBundle(directory);
  const sessions = new Map<ModelFile, Session>();
  try {
    for (const file of modelFiles(contents.description)) {
      sessions.set(file, await openModel(directory, file, options));
    }
    const bundle = assemble(contents, sessions);
    await probe(directory, bundle);
    return bundle;
  } catch (error) {
    await closeAll(sessions);
    throw error;
  }
}

async function openModel(directory: string, file: ModelFile, options: SessionOptions): Promise<Session> {
  const session = await openSession(join(directory, file), options).catch((cause) => {
    throw invalidBundle(directory, file, 'an ONNX model that ONNX Runtime can load expected', cause);
  });
  try {
    checkTensors(directory, file, 'input', session.inputs, modelTensors[file].inputs);
    checkTensors(directory, file, 'output', session.outputs, modelTensors[file].outputs);
    return session;
  } catch (error) {
    await session.close();
    throw error;
  }
}

function checkTensors(
  directory: string,
  file: ModelFile,
  side: 'input' | 'output',
  found: readonly TensorShape[],
  expected: TensorDims,
): void {
  const describe = (name: string, type: string, dims: readonly (number | string)[]) =>
    `${name} ${type} ${dims.join('×')}`;
  for (const [name, dims] of Object.entries(expected)) {
    const tensor = found.find((candidate) => candidate.name === name);
    const wanted = describe(name, 'float32', dims);
    const received = tensor && describe(tensor.name, tensor.type, tensor.dims);
    if (received !== wanted) {
      const names = found.map((candidate) => candidate.name).join(', ');
      throw invalidBundle(
        directory,
        file,
        `${side} ${wanted} expected, ${received ?? `only ${names}`} found`,
      );
    }
  }
  const extra = found.find(({ name }) => !(name in expected));
  if (side === 'input' && extra) throw invalidBundle(directory, file, `input ${extra.name} not expected`);
}

function assemble(contents: BundleContents, sessions: Map<ModelFile, Session>): Bundle {
  const run = async (file: ModelFile, feeds: Record<string, Float32Array | LatentCode>) => {
    const { inputs, outputs } = modelTensors[file];
    const tensors = Object.entries(feeds).map(([name, values]): [string, Tensor] => [
      name,
      { data: Float32Array.from(values), dims: inputs[name] },
    ]);
    const results = await (sessions.get(file) as Session).run(Object.fromEntries(tensors));
    return Object.fromEntries(Object.keys(outputs).map((name) => [name, results[name].data as Float32Array]));
  };
  const encode = (file: ModelFile, input: string) => async (values: Float32Array) => {
    const { code } = await run(file, { [input]: values });
    return [...code];
  };
  return {
    ...contents,
    device: (sessions.get('motion.onnx') as Session).device,
    async predictFlow(image, code) {
      const { flow } = await run('motion.onnx', { image, code });
      return interleave(flow, 2);
    },
    async predictColourTransfer(image, code) {
      const { gain, bias } = await run('appearance.onnx', { image, code });
      return { gain: interleave(gain, 3), bias: interleave(bias, 3) };
    },
    ...(sessions.has('scene.onnx') && {
      predictScene: async (image: Float32Array) => (await run('scene.onnx', { image })).shares,
    }),
    ...(sessions.has('motion-encoder.onnx') && { encodeMotion: encode('motion-encoder.onnx', 'flow') }),
    ...(sessions.has('appearance-encoder.onnx') && {
      encodeAppearance: encode('appearance-encoder.onnx', 'image'),
    }),
    close: () => closeAll(sessions),
  };
}

/** Runs every network once on a varied picture; NaN weights show up on any picture. */
async function probe(directory: string, bundle: Bundle): Promise<void> {
  const { flowBound } = bundle.description;
  const image = wave(3 * networkSize ** 2, 1);
  const code = Array<number>(codeLength).fill(0.5);
  const attempt = async (
    file: ModelFile,
    run: () => Promise<ArrayLike<number>[]>,
    [least, most] = [-Number.MAX_VALUE, Number.MAX_VALUE],
  ) => {
    const outputs = await run().catch((cause) => {
      throw invalidBundle(directory, file, 'a network that runs expected', cause);
    });
    for (const values of outputs) {
      for (let i = 0; i < values.length; i++) {
        if (values[i] >= least && values[i] <= most) continue;
        const expected = Number.isFinite(values[i]) ? `values of ${least} to ${most}` : 'finite outputs';
        throw invalidBundle(directory, file, `${expected} expected, ${values[i]} found in a probe run`);
      }
    }
  };
  const bound = flowBound * 1.001;
  await attempt('motion.onnx', async () => [await bundle.predictFlow(image, code)], [-bound, bound]);
  await attempt('appearance.onnx', async () =>
    Object.values(await bundle.predictColourTransfer(image, code)),
  );
  const scene = wave(3 * sceneSize ** 2, 1);
  await attempt('scene.onnx', async () => [(await bundle.predictScene?.(scene)) ?? []], [-0.001, 1.001]);
  const flow = wave(2 * encoderSize ** 2, flowBound);
  await attempt('motion-encoder.onnx', async () => [(await bundle.encodeMotion?.(flow)) ?? []]);
  const small = wave(3 * encoderSize ** 2, 1);
  await attempt('appearance-encoder.onnx', async () => [(await bundle.encodeAppearance?.(small)) ?? []]);
}

function wave(length: number, amplitude: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => amplitude * Math.sin(i * 0.37));
}

async function closeAll(sessions: Map<ModelFile, Session>): Promise<void> {
  for (const session of sessions.values()) await session.close();
  sessions.clear();
}
