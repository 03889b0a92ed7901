import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** What kernels/render.as.ts exports. Addresses are byte offsets into the imported memory. */
export interface Kernel {
  scratchBytes(width: number, motionGridWidth: number, colourGridWidth: number): number;
  setPhoto(
    width: number,
    height: number,
    photo: number,
    background: number,
    backgroundScale: number,
    mask: number,
    output: number,
    scratch: number,
  ): void;
  setMotionGrid(
    width: number,
    height: number,
    displacementA: number,
    displacementB: number,
    contrast: number,
    mean: number,
  ): void;
  setColourGrid(
    width: number,
    height: number,
    nowGain: number,
    nowBias: number,
    startGain: number,
    startBias: number,
    hasArtanh: boolean,
  ): void;
  initialise(): void;
  setFrame(weightA: number, weightB: number, hasB: boolean, hasBlend: boolean, hasColour: boolean): void;
  renderRgba(fromRow: number, toRow: number): void;
  renderYuv(fromRow: number, toRow: number): void;
}

const kernelPath = fileURLToPath(new URL('../../../kernels/build/render.wasm', import.meta.url));

let compiled: Promise<WebAssembly.Module> | undefined;

/** The compiled kernel, read once per process. Throws where `npm run generate:kernel` has not been run. */
export function loadKernel(): Promise<WebAssembly.Module> {
  compiled ??= compileKernel();
  return compiled;
}

async function compileKernel(): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compile(await readFile(kernelPath));
  } catch (cause) {
    throw new Error(`Expected the render kernel at ${kernelPath}; run \`npm run generate:kernel\``, {
      cause,
    });
  }
}

export function startKernel(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernel {
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernel;
}
