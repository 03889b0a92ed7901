import type { KernelName } from '../src/inference/devices.ts';
import { EngineProcess } from '../src/inference/engine/client.ts';
import type { RenderReport } from '../src/inference/job.ts';
import { type AnimationSettingsInput, parseSettings } from '../src/inference/settings.ts';
import { type OutputSpec, withFileNames } from '../src/outputs/spec.ts';
import { cpuMsByThread, cpuMsOf } from './family.ts';
import { bundleDirectory } from './subject.ts';

/** Number of frames after which the code is optimised and the encoder's lookahead is full. */
export const warmFrames = 30;
/** Threads are measured this many frames before the end, when all are still alive. */
const lastFrames = 3;

export interface JobOutcome extends RenderReport {
  /** From the request to the finished file, milliseconds. */
  jobMs: number;
  /** CPU time of the engine process for the whole job, all its threads. */
  cpuMs: number;
  /**
   * CPU time per frame in steady state: from frame {@link warmFrames} to the last. The encoder lags by the same number
   * of frames at both ends, so exactly as many frames are encoded as are counted.
   */
  frameCpuMs: number;
  /** The same up to the last frames, by thread name. */
  threadCpuMs: Map<string, number>;
  firstPreviewMs: number;
  previews: number;
}

/** Renders one video in a separate engine process, so that its memory peak belongs to this job only. */
export async function runJob(
  folder: string,
  photoPath: string,
  input: AnimationSettingsInput,
  kernel?: KernelName,
  specs: readonly OutputSpec[] = [{ format: 'mp4-h264' }],
): Promise<JobOutcome> {
  const engine = await EngineProcess.start({ bundleDirectory, device: 'cpu', kernel, encoder: 'x264' });
  try {
    const processId = engine.processId as number;
    const startCpuMs = await cpuMsOf(processId);
    const startMs = performance.now();
    let firstPreviewMs = 0;
    let warmCpuMs: Promise<number> | undefined;
    let lastCpuMs: Promise<number> | undefined;
    let threadCpuMs: Promise<Map<string, number>> | undefined;
    let previews = 0;
    const named = withFileNames(specs);
    const outputs = named.map((spec, i) => (i === 0 ? { ...spec, fileName: 'job.mp4' } : spec));
    const request = { photoPath, folder, outputs, settings: parseSettings(input) };
    const report = await engine.render('bench', request, (event) => {
      const nowMs = performance.now() - startMs;
      if (event.type === 'preview' && previews++ === 0) firstPreviewMs = nowMs;
      if (event.type === 'progress' && event.frame === warmFrames) warmCpuMs = cpuMsOf(processId);
      if (event.type === 'progress' && event.frame === event.frames) lastCpuMs = cpuMsOf(processId);
      if (event.type === 'progress' && event.frame === event.frames - lastFrames) {
        threadCpuMs = cpuMsByThread(processId);
      }
    });
    const jobMs = performance.now() - startMs;
    const cpuMs = (await cpuMsOf(processId)) - startCpuMs;
    const steadyCpuMs = ((await lastCpuMs) ?? Number.NaN) - ((await warmCpuMs) ?? Number.NaN);
    return {
      ...report,
      jobMs,
      cpuMs,
      frameCpuMs: steadyCpuMs / (report.frames - warmFrames),
      threadCpuMs: (await threadCpuMs) ?? new Map(),
      firstPreviewMs,
      previews,
    };
  } finally {
    await engine.close();
  }
}
