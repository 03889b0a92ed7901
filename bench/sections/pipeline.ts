import { type EncodeOutcome, encodeAlone, renderToMemory } from '../encode-alone.ts';
import { type JobOutcome, runJob } from '../job.ts';
import { median } from '../measure.ts';
import type { BenchReport } from '../report.ts';
import type { Subject } from '../subject.ts';

/** Threads with less work are omitted. */
const leastThreadMs = 100;

/**
 * The whole job at 1080p, with the default kernel and with the WASM kernel, compared with the encoder alone on the same
 * frames, alternating.
 */
export async function benchPipeline(report: BenchReport, subject: Subject, rounds: number): Promise<void> {
  const { folder, photoPath, settings } = subject;
  const frames = await renderToMemory(subject);
  const encodes: EncodeOutcome[] = [];
  const jobs: JobOutcome[] = [];
  const wasmJobs: JobOutcome[] = [];
  for (let round = 0; round < rounds; round++) {
    encodes.push(await encodeAlone(frames, subject));
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
