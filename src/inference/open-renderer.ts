import { createHash } from 'node:crypto';
import type { Device, RendererName } from './engine/messages.ts';
import { createCpuRenderer } from './renderer/cpu.ts';
import { type KernelChoice, loadKernel } from './renderer/kernel.ts';
import { createOnnxRenderer } from './renderer/onnx.ts';
import type { Renderer, RendererSetup } from './renderer/renderer.ts';
import { openSession, type Session } from './runtime.ts';

/** Sessions of render graphs, by model: they do not depend on the photo, and sessions made anew for each video leak. */
const renderSessions = new Map<string, Promise<Session>>();

/** What `openRenderer` will take on a device. @throws UserError where the kernel cannot be had */
export async function chooseRenderer(device: Device, kernel: KernelChoice = 'auto'): Promise<RendererName> {
  return device === 'cpu' ? (await loadKernel(kernel)).name : 'onnx';
}

/** The renderer for a device: an ONNX graph on GPUs, a kernel on threads on the CPU. */
export function openRenderer(
  device: Device,
  setup: RendererSetup,
  kernel: KernelChoice = 'auto',
): Promise<Renderer> {
  if (device === 'cpu') return createCpuRenderer(setup, { kernel });
  return createOnnxRenderer(setup, async (model) => {
    const key = `${device} ${createHash('sha256').update(model).digest('hex')}`;
    const opened = renderSessions.get(key) ?? openSession(model, { device });
    renderSessions.set(key, opened);
    const session = await opened;
    return { run: session.run, close: async () => {} };
  });
}
