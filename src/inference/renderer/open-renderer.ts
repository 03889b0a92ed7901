import { createHash } from 'node:crypto';
import type { Device, RendererName } from '../devices.ts';
import { openSession, type Session } from '../runtime/session.ts';
import { createCpuRenderer } from './cpu/cpu.ts';
import { type KernelChoice, loadKernel } from './cpu/kernel.ts';
import { enlargeTwice } from './enlarge.ts';
import { buildRenderGraph, type RenderGraphVariant } from './onnx/graph.ts';
import { createOnnxRenderer } from './onnx/onnx.ts';
import { type LayerPictures, maxDoubledWidthPixels, type Renderer, type RendererSetup } from './renderer.ts';

/**
 * Sessions of render graphs, by model. They do not depend on the photo, and opening new ones for each video would leak
 * memory.
 */
const renderSessions = new Map<string, Promise<Session>>();

/** The only device on which ONNX Runtime for Node can keep tensors between runs. */
const keepingDevice: Device = 'webgpu';

/** The variant that needs every operator. */
const fullestFrame: Omit<RenderGraphVariant, 'hasKeptPictures'> = {
  layers: [{ copies: 2, hasBlend: true }],
  colour: 'tanh-artanh',
  hasStart: true,
  format: 'yuv',
  backgroundScale: 2,
};

export interface RendererOptions {
  /** Kernel of the CPU renderer; default `auto`, the fastest. */
  kernel?: KernelChoice;
  /** Receives the reason if a GPU is not used for rendering. */
  log?: (line: string) => void;
}

/**
 * The renderer that `openRenderer` will use on a device: on a GPU the ONNX graph, if all of it can run there, because
 * parts on the CPU would cost more than a kernel does for everything.
 * @throws UserError if the kernel is not available
 */
export async function chooseRenderer(device: Device, options: RendererOptions = {}): Promise<RendererName> {
  if (device !== 'cpu') {
    const variant = { ...fullestFrame, hasKeptPictures: device === keepingDevice };
    const session = await openOnce(device, buildRenderGraph(variant), options);
    if (session.device === device) return 'onnx';
  }
  return (await loadKernel(options.kernel)).name;
}

/**
 * The renderer for a device: an ONNX graph on GPUs, a kernel on threads on the CPU. The backgrounds come at the photo's
 * size; where the contract allows it, they are enlarged to twice that.
 */
export async function openRenderer(
  device: Device,
  setup: RendererSetup,
  options: RendererOptions = {},
): Promise<Renderer> {
  const name = await chooseRenderer(device, options);
  const { photo, layers } = setup;
  const doublesBackground = photo.width <= maxDoubledWidthPixels;
  if (name !== 'onnx') return createCpuRenderer(setup, { kernel: options.kernel, doublesBackground });
  const double = (layer: LayerPictures): LayerPictures =>
    doublesBackground ? { ...layer, background: enlargeTwice(layer.background ?? photo) } : layer;
  const onGpu = { ...setup, layers: layers.map(double) };
  const open = (keepsOutputs: boolean) => async (model: Uint8Array) => {
    const { run, keep } = await openOnce(device, model, options, keepsOutputs);
    return { run, keep, close: async () => {} };
  };
  return createOnnxRenderer(onGpu, open(false), device === keepingDevice ? open(true) : undefined);
}

function openOnce(
  device: Device,
  model: Uint8Array,
  { log }: RendererOptions,
  keepsOutputs = false,
): Promise<Session> {
  const key = `${device} ${createHash('sha256').update(model).digest('hex')}`;
  const opened =
    renderSessions.get(key) ??
    openSession(model, { device, isWhole: true, keepsOutputs, name: 'the render graph', log });
  renderSessions.set(key, opened);
  // Lack of memory is transient: the next video tries again.
  opened.catch(() => renderSessions.delete(key));
  return opened;
}
