import { createHash } from 'node:crypto';
import type { Device } from './engine/messages.ts';
import { createCpuRenderer } from './renderer/cpu.ts';
import { createOnnxRenderer } from './renderer/onnx.ts';
import type { Renderer, RendererSetup } from './renderer/renderer.ts';
import { openSession, type Session } from './runtime.ts';

/** Sessions of render graphs, by model: they do not depend on the photo, and sessions made anew for each video leak. */
const renderSessions = new Map<string, Promise<Session>>();

/** The fastest renderer for a device: an ONNX graph on GPUs, a kernel on threads on the CPU. */
export function openRenderer(device: Device, setup: RendererSetup): Promise<Renderer> {
  if (device === 'cpu') return createCpuRenderer(setup);
  return createOnnxRenderer(setup, async (model) => {
    const key = `${device} ${createHash('sha256').update(model).digest('hex')}`;
    const opened = renderSessions.get(key) ?? openSession(model, { device });
    renderSessions.set(key, opened);
    const session = await opened;
    return { run: session.run, close: async () => {} };
  });
}
