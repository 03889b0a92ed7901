import { join } from 'node:path';
import { createCpuRenderer } from '../../src/inference/renderer/cpu.ts';
import { yuv420Bytes } from '../../src/inference/renderer/yuv.ts';
import { countFrames } from '../../src/inference/settings.ts';
import { openVideoEncoder } from '../../src/video/encoder.ts';
import { type JobOutcome, runJob } from '../job.ts';
import { median, timeMs } from '../measure.ts';
import type { BenchReport } from '../report.ts';
import type { Subject } from '../subject.ts';

/** Threads that work less are left out. */
const leastThreadMs = 100;

/**
 * The whole job at 1080p, with the default kernel and with the WASM kernel, against the encoder alone on the very same frames,
 * one after the other, round after round.
 */
export async function benchPipeline(report: BenchReport, subject: Subject, rounds: number): Promise<void> {
  const { folder, photoPath, settings } = subject;
  const frames = await renderToMemory(subject);
  const encodes: { ms: number; cpuMs: number }[] = [];
  const jobs: JobOutcome[] = [];
  const wasmJobs: JobOutcome[] = [];
  for (let round = 0; round < rounds; round++) {
    const startCpu = process.cpuUsage();
    const encodeMs = await timeMs(() => encode(frames, subject));
    const { user, system } = process.cpuUsage(startCpu);
    encodes.push({ ms: encodeMs, cpuMs: (user + system) / 1000 });
    jobs.push(await runJob(folder, photoPath, settings));
    wasmJobs.push(await runJob(folder, photoPath, settings, 'wasm'));
  }
  const ratio = (of: JobOutcome[]) => median(of.map(({ jobMs }, round) => jobMs / encodes[round].ms));
  const cpuRatio = (of: JobOutcome[]) => median(of.map(({ cpuMs }, round) => cpuMs / encodes[round].cpuMs));
  report.row('pipeline', `encode alone, ${frames.length} frames`, median(encodes.map(({ ms }) => ms)), 'ms');
  report.row('pipeline', `whole job, ${jobs[0].renderer}`, median(jobs.map(({ jobMs }) => jobMs)), 'ms');
  report.row('pipeline', 'whole job, wasm', median(wasmJobs.map(({ jobMs }) => jobMs)), 'ms');
  for (const stage of ['decode', 'motion', 'appearance', 'render', 'encode'] as const) {
    report.row('pipeline', `of it ${stage}`, median(jobs.map(({ seconds }) => seconds[stage] * 1000)), 'ms');
  }
  report.row('pipeline', 'CPU time of the job ÷ of the encoder alone', cpuRatio(jobs), '×');
  report.row('pipeline', 'the same with the WASM kernel', cpuRatio(wasmJobs), '×');
  for (const [name, ms] of [...jobs[0].threadCpuMs].sort(([, a], [, b]) => b - a)) {
    if (ms >= leastThreadMs) report.row('CPU time of threads, one whole job', name, ms, 'ms');
  }
  report.field('pipelineOverEncode', ratio(jobs));
  report.field('pipelineOverEncodeWasm', ratio(wasmJobs));
  report.field('peakRssBytes1080p', median(jobs.map(({ peakRssBytes }) => peakRssBytes)));
  report.field('firstPreviewMs', median(jobs.map(({ firstPreviewMs }) => firstPreviewMs)));
}

async function renderToMemory({ setup, planner, settings }: Subject): Promise<Uint8Array[]> {
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

async function encode(frames: readonly Uint8Array[], { folder, setup, settings }: Subject): Promise<void> {
  const { width, height } = setup.photo;
  const { fps, crf, encoderPreset: preset } = settings;
  const encoder = await openVideoEncoder(join(folder, 'encode.mp4'), { width, height, fps, crf, preset });
  for (const frame of frames) await encoder.addFrame(frame);
  await encoder.finish();
}
