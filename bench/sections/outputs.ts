import { join } from 'node:path';
import { openView } from '../../src/inference/output/frame-view.ts';
import { videoSettings } from '../../src/inference/output/video-settings.ts';
import { type PlannedOutput, planOutputs } from '../../src/outputs/plan.ts';
import { webSet } from '../../src/outputs/web-set.ts';
import { openVideoEncoder } from '../../src/video/encoder.ts';
import { formats } from '../../src/video/formats.ts';
import { renderToMemory } from '../encode-alone.ts';
import { runJob } from '../job.ts';
import { median } from '../measure.ts';
import type { BenchReport } from '../report.ts';
import type { Subject } from '../subject.ts';

/**
 * The web set at 1080p, from one rendering, compared with its encoders alone, one after another, on the same frames.
 */
export async function benchOutputs(report: BenchReport, subject: Subject, rounds: number): Promise<void> {
  const { folder, photoPath, settings, setup } = subject;
  const { width, height } = setup.photo;
  const specs = webSet({ width, height });
  const { outputs } = planOutputs({ width, height }, width, specs);
  const videos = outputs.filter(({ spec }) => formats[spec.format].kind === 'video');
  const rendering = process.cpuUsage();
  const frames = await renderToMemory(subject);
  report.row('outputs', 'rendering alone', cpuMsSince(rendering), 'ms');
  let scalingMs = 0;
  const alone: number[] = [];
  const jobs: { cpuMs: number; jobMs: number; peakRssBytes: number; render: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    let sum = 0;
    for (const video of videos) {
      const { cpuMs, bytes, scaledMs } = await encodeOne(frames, video, subject);
      if (round === 0) {
        // Once for all videos of a size.
        if (video.spec.format === 'mp4-h264') scalingMs += scaledMs;
        const name = `${video.spec.format} ${video.size.width} wide, encode alone`;
        report.row('outputs', name, cpuMs, 'ms');
        report.row('outputs', `${name}: size`, bytes / 1000, 'kB');
      }
      sum += cpuMs;
    }
    alone.push(sum);
    const job = await runJob(folder, photoPath, settings, undefined, specs);
    jobs.push({ ...job, render: job.seconds.render * 1000 });
  }
  report.row('outputs', 'scaling alone', scalingMs, 'ms');
  report.row('outputs', `CPU time of the ${videos.length} encoders alone`, median(alone), 'ms');
  report.row('outputs', 'CPU time of the job', median(jobs.map(({ cpuMs }) => cpuMs)), 'ms');
  report.row('outputs', 'whole job', median(jobs.map(({ jobMs }) => jobMs)), 'ms');
  report.field('webSetOverEncode', median(jobs.map(({ cpuMs }, round) => cpuMs / alone[round])));
  report.field('webSetPeakRssBytes1080p', median(jobs.map(({ peakRssBytes }) => peakRssBytes)));
}

/** Encodes already scaled frames. */
async function encodeOne(
  frames: readonly Uint8Array[],
  { spec, window, size }: PlannedOutput,
  { folder, settings }: Subject,
): Promise<{ cpuMs: number; bytes: number; scaledMs: number }> {
  const view = openView(window, { ...window, left: 0, top: 0 }, size);
  const isWhole = window.width === size.width;
  const scaled: Uint8Array[] = [];
  const scaling = process.cpuUsage();
  for (const frame of frames) scaled.push(isWhole ? frame : Uint8Array.from(await view.see(frame)));
  view.free();
  const scaledMs = isWhole ? 0 : cpuMsSince(scaling);
  const start = process.cpuUsage();
  const asked = videoSettings(spec, size, { settings, chosen: 'x264' });
  const encoder = await openVideoEncoder(join(folder, `alone.${formats[spec.format].extension}`), asked);
  for (const frame of scaled) await encoder.addFrame(frame);
  const { bytes } = await encoder.finish();
  return { cpuMs: cpuMsSince(start), bytes, scaledMs };
}

function cpuMsSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
