import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import * as ort from 'onnxruntime-node';
import { type Device, devices } from '../devices.ts';
import { countNodes, describePlacements } from './placements.ts';
import { profile } from './profile.ts';

/** The only file that uses ONNX Runtime. */

// By default its Linux builds since 1.29 send telemetry and write an identifier to disk. Read when the first session is
// created. https://github.com/microsoft/onnxruntime/pull/27379
process.env.ORT_DISABLE_TELEMETRY = '1';

/** `auto` uses the first device that works; a named one is tried first, then those after it. */
export type DeviceChoice = Device | 'auto';

export interface Tensor {
  data: Float32Array | Uint8Array;
  dims: readonly number[];
}

/** Name, element type (`float32`, `uint8` …) and sizes of an input or output; a variable size is a string. */
export interface TensorShape {
  name: string;
  type: string;
  dims: readonly (number | string)[];
}

/** A tensor that stays on the device that made it. */
export interface KeptTensor {
  readonly onDevice: unknown;
  /** Frees its memory; it must not be used as input afterwards. */
  release(): void;
}

/** One network, loaded once and kept, because repeatedly created sessions leak. */
export interface Session {
  /** The device on which it actually runs. */
  readonly device: Device;
  readonly inputs: readonly TensorShape[];
  readonly outputs: readonly TensorShape[];
  /** Runs cannot be interrupted and block the event loop of this process. */
  run(feeds: Record<string, Tensor | KeptTensor>): Promise<Record<string, Tensor>>;
  /** The same, for sessions opened with `keepsOutputs`: outputs become inputs of other sessions of the device. */
  keep(feeds: Record<string, Tensor>): Promise<Record<string, KeptTensor>>;
  close(): Promise<void>;
}

export interface SessionOptions {
  /** Default `auto`. */
  device?: DeviceChoice;
  /** Threads inside one operator on the CPU; default all cores. */
  threads?: number;
  /** Optimisation level of the graph; default `all`. */
  optimisation?: 'disabled' | 'basic' | 'extended' | 'all';
  /** Name of the model in log lines; default: its file name. */
  name?: string;
  /**
   * Whether a GPU must run every node. Otherwise nodes without a GPU kernel run on the CPU; a run on zeros determines
   * them and reports them to `log`.
   */
  isWhole?: boolean;
  /** Whether its outputs stay on the device: only WebGPU can do that. */
  keepsOutputs?: boolean;
  /** Receives the placement of nodes on a GPU, and once per process the reason why a device is skipped. */
  log?: (line: string) => void;
}

// Missing CUDA libraries are an expected case here, reported in one line instead of the library's messages.
ort.env.logLevel = 'fatal';

/** Reported reasons by device, because the same device is missing for every model. */
const passedOver = new Map<Device, string>();

/**
 * Opens a model (`.onnx` path or its bytes) on the first device that works, in the order CUDA, WebGPU, CPU.
 * @throws Error of ONNX Runtime if the model cannot be loaded even on the CPU.
 */
export async function openSession(
  model: string | Uint8Array,
  options: SessionOptions = {},
): Promise<Session> {
  const { device: choice = 'auto', isWhole, log = () => {} } = options;
  const candidates = choice === 'auto' ? devices : devices.slice(devices.indexOf(choice));
  for (const device of candidates.filter((device) => device !== 'cpu' && !passedOver.has(device))) {
    try {
      return await openOn(device, model, options);
    } catch (error) {
      // An invalid model fails on the CPU as well, and that error is the useful one.
      const cpuSession = await openOn('cpu', model, options);
      await cpuSession.close();
      const reason = firstSentence(error);
      if (isWhole) log(`${device} does not run ${nameOf(model, options)}: ${reason}`);
      else {
        passedOver.set(device, reason);
        log(`${device} is not used: ${reason}`);
      }
    }
  }
  return openOn('cpu', model, options);
}

async function openOn(device: Device, model: string | Uint8Array, options: SessionOptions): Promise<Session> {
  const { isWhole = false, log = () => {} } = options;
  if (device === 'webgpu') requireVulkan(options.device ?? 'auto');
  if (isWhole || device === 'cpu') {
    return wrap(device, await create(model, ortOptions(device, options)));
  }
  const { session, placements } = await createProfiled(model, ortOptions(device, options));
  if (countNodes(placements, device) === 0) {
    await session.release();
    throw new Error(`it runs no node of ${nameOf(model, options)}`);
  }
  log(`${device} runs ${nameOf(model, options)}: ${describePlacements(placements, device)}`);
  return wrap(device, session);
}

function create(
  model: string | Uint8Array,
  options: ort.InferenceSession.SessionOptions,
): Promise<ort.InferenceSession> {
  return typeof model === 'string'
    ? ort.InferenceSession.create(model, options)
    : ort.InferenceSession.create(model, options);
}

/** A session, and the profile of one run of it on zeros. */
async function createProfiled(model: string | Uint8Array, options: ort.InferenceSession.SessionOptions) {
  let session: ort.InferenceSession | undefined;
  try {
    const placements = await profile(async (profileFilePrefix) => {
      session = await create(model, { ...options, enableProfiling: true, profileFilePrefix });
      await session.run(zeros(session));
      session.endProfiling();
    });
    return { session: session as unknown as ort.InferenceSession, placements };
  } catch (error) {
    await session?.release();
    throw error;
  }
}

function zeros({ inputMetadata }: ort.InferenceSession): Record<string, ort.Tensor> {
  const feeds: Record<string, ort.Tensor> = {};
  for (const { name, type, dims } of shapes(inputMetadata)) {
    const sizes = dims.map(Number);
    const length = sizes.reduce((product, size) => product * size, 1);
    if (type !== 'float32' || Number.isNaN(length)) {
      throw new Error(`Expected input ${name} to be float32 of fixed sizes, not ${type} ${dims.join('×')}`);
    }
    feeds[name] = new ort.Tensor('float32', new Float32Array(length), sizes);
  }
  return feeds;
}

function nameOf(model: string | Uint8Array, { name }: SessionOptions): string {
  return name ?? (typeof model === 'string' ? basename(model) : 'a model');
}

function ortOptions(
  device: Device,
  { threads = availableParallelism(), optimisation = 'all', isWhole, keepsOutputs }: SessionOptions,
): ort.InferenceSession.SessionOptions {
  return {
    executionProviders: [device],
    ...(keepsOutputs && device === 'webgpu' && { preferredOutputLocation: 'gpu-buffer' }),
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: optimisation,
    // The arena keeps the largest working set for ever; networks run a few times per video.
    enableCpuMemArena: false,
    logSeverityLevel: 4,
    extra: {
      session: {
        // Busy-waiting threads take CPU time from other sessions, the renderer and the encoder.
        'intra_op.allow_spinning': '0',
        ...(device !== 'cpu' && isWhole && { disable_cpu_ep_fallback: '1' }),
      },
    },
  };
}

function wrap(device: Device, session: ort.InferenceSession): Session {
  return {
    device,
    inputs: shapes(session.inputMetadata),
    outputs: shapes(session.outputMetadata),
    async run(feeds) {
      return mapValues(await session.run(mapValues(feeds, toOrt)), fromOrt);
    },
    async keep(feeds) {
      return mapValues(await session.run(mapValues(feeds, toOrt)), (tensor) => ({
        onDevice: tensor,
        release: () => tensor.dispose(),
      }));
    },
    close: () => session.release(),
  };
}

function mapValues<From, To>(
  record: Readonly<Record<string, From>>,
  map: (value: From, name: string) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value, name)]));
}

function toOrt(tensor: Tensor | KeptTensor): ort.Tensor {
  if ('onDevice' in tensor) return tensor.onDevice as ort.Tensor;
  const { data, dims } = tensor;
  return data instanceof Float32Array
    ? new ort.Tensor('float32', data, dims)
    : new ort.Tensor('uint8', data, dims);
}

function fromOrt({ data, dims, type }: ort.Tensor, name: string): Tensor {
  if (data instanceof Float32Array || data instanceof Uint8Array) return { data, dims };
  throw new Error(`Expected float32 or uint8 from output ${name} but received ${type}`);
}

function shapes(metadata: readonly ort.InferenceSession.ValueMetadata[]): TensorShape[] {
  return metadata.map((value) =>
    value.isTensor
      ? { name: value.name, type: value.type, dims: value.shape }
      : { name: value.name, type: 'no tensor', dims: [] },
  );
}

/**
 * Checks for a GPU first, because the WebGPU provider writes to standard error if there is none. If WebGPU is requested
 * by name, only the loader is checked: software drivers may be used.
 * @throws Error that says what is missing
 */
function requireVulkan(choice: DeviceChoice): void {
  if (process.platform !== 'linux') return;
  if (isVulkanMissing()) throw new Error('the Vulkan loader (libvulkan.so.1) is missing');
  if (choice === 'auto' && !hasGpu()) throw new Error('this machine has no GPU');
}

/** True if the kernel has a GPU device: of a DRM driver, of NVIDIA's, or on Windows' Linux subsystem. */
function hasGpu(): boolean {
  const hasRenderNode =
    existsSync('/dev/dri') && readdirSync('/dev/dri').some((name) => name.startsWith('render'));
  return hasRenderNode || existsSync('/dev/nvidia0') || existsSync('/dev/dxg');
}

function isVulkanMissing(): boolean {
  try {
    process.dlopen({ exports: {} }, 'libvulkan.so.1');
    return false;
  } catch (error) {
    // If the loader exists, Node only complains that it is not a Node module.
    return error instanceof Error && error.message.includes('cannot open shared object file');
  }
}

function firstSentence(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const line = text.split('\n')[0];
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
