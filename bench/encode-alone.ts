import { join } from 'node:path';
import { createCpuRenderer } from '../src/inference/renderer/cpu/cpu.ts';
import { yuv420Bytes } from '../src/inference/renderer/yuv.ts';
import { countFrames } from '../src/inference/settings.ts';
import { openVideoEncoder } from '../src/video/encoder.ts';
import { warmFrames } from './job.ts';
import type { Subject } from './subject.ts';

export interface EncodeOutcome {
  path: string;
  bytes: number;
  ms: number;
  cpuMs: number;
  /** CPU time per frame from frame {@link warmFrames} to the last, counted as for a whole job. */
  frameCpuMs: number;
}

/** All frames of the subject's video, YUV 4:2:0. */
export async function renderToMemory({ setup, planner, settings }: Subject): Promise<Uint8Array[]> {
  const renderer = await createCpuRenderer(setup);
  const bytes = yuv420Bytes(setup.photo.width, setup.photo.height);
  const frames: Uint8Array[] = [];
  for (let frame = 0; frame < countFrames(settings); frame++) {
    const yuv = new Uint8Array(bytes);
    await renderer.renderYuv(planner.planFrame(frame), yuv);
    frames.push(yuv);
  }
  await renderer.close();
  return frames;
}

/** Encodes existing frames with the subject's settings: the unavoidable part of a job. */
export async function encodeAlone(
  frames: readonly Uint8Array[],
  { folder, setup, settings }: Subject,
): Promise<EncodeOutcome> {
  const { width, height } = setup.photo;
  const { fps, crf, encoderPreset: preset } = settings;
  const startMs = performance.now();
  const startCpuMs = ownCpuMs();
  let warmCpuMs = startCpuMs;
  const path = join(folder, 'encode.mp4');
  const encoder = await openVideoEncoder(path, { width, height, fps, crf, preset });
  for (const [index, frame] of frames.entries()) {
    if (index === warmFrames) warmCpuMs = ownCpuMs();
    await encoder.addFrame(frame);
  }
  const lastCpuMs = ownCpuMs();
  const { bytes } = await encoder.finish();
  return {
    path,
    bytes,
    ms: performance.now() - startMs,
    cpuMs: ownCpuMs() - startCpuMs,
    frameCpuMs: (lastCpuMs - warmCpuMs) / (frames.length - warmFrames),
  };
}

function ownCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
