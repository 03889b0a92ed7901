import type { Device } from './engine/messages.ts';
import type { Renderer, RendererSetup } from './renderer/renderer.ts';
import { createWasmRenderer } from './renderer/wasm.ts';

export async function openRenderer(_device: Device, setup: RendererSetup): Promise<Renderer> {
  return createWasmRenderer(setup);
}
