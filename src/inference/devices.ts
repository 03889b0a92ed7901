/** Devices for the networks, the fastest first. */
export const devices = ['cuda', 'webgpu', 'cpu'] as const;
export type Device = (typeof devices)[number];

/** Kernels of the CPU renderer, the faster first. */
export const kernelNames = ['native', 'wasm'] as const;
export type KernelName = (typeof kernelNames)[number];

/** Renderers of the frames: a kernel on the CPU, or a graph in ONNX Runtime on a GPU. */
export type RendererName = KernelName | 'onnx';
