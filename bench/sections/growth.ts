import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createCpuRenderer } from '../../src/inference/renderer/cpu/cpu.ts';
import { yuv420Bytes } from '../../src/inference/renderer/yuv.ts';
import { encodeAlone, renderToMemory } from '../encode-alone.ts';
import { type JobOutcome, runJob } from '../job.ts';
import { drawLine, type LinePicture } from '../line-picture.ts';
import { timeInTurn } from '../measure.ts';
import type { BenchReport } from '../report.ts';
import { prepareSubject, type Subject, writePhoto } from '../subject.ts';

const fps = 30;
/** At 960 × 540, which reveals a leaked frame as well as 1080p does, in a quarter of the time. */
const frameCounts = [120, 240, 480, 960, 1200];
/** At 1080p, to confirm it there: the encoder is only full after this many frames. */
const largeFrameCounts = [120, 480] as const;
/** 16:9, each with about twice the pixels of the previous one; the last is 4K. */
const widths = [960, 1358, 1920, 2716, 3840];
const threadCounts = [1, 2, 3, 4];

/** Time and memory of whole jobs against frames and pixels, time of the renderer against threads. */
export async function benchGrowth(report: BenchReport, subject: Subject, pictures?: string): Promise<void> {
  const byFrames = await growFrames(report, subject);
  const byPixels = await growPixels(report, subject);
  const byThreads = await growThreads(report, subject);
  if (pictures === undefined) return;
  await mkdir(pictures, { recursive: true });
  for (const picture of [...byFrames, ...byPixels, byThreads]) {
    await writeFile(join(pictures, `growth-${picture.name}.svg`), drawLine(picture));
  }
}

async function growFrames(report: BenchReport, { folder, photoPath }: Subject): Promise<LinePicture[]> {
  const run = async (frames: number, widthPixels: number) => {
    const job = await runJob(folder, photoPath, {
      seconds: frames / fps,
      encoderPreset: 'veryfast',
      widthPixels,
    });
    const section = `growth with frames, ${widthPixels} pixels wide, veryfast`;
    report.row(section, `${frames} frames`, job.frameCpuMs, 'ms of CPU a frame');
    report.row(section, `${frames} frames`, job.peakRssBytes, 'bytes at most');
    return job;
  };
  const jobs: Record<number, JobOutcome> = {};
  for (const frames of frameCounts) jobs[frames] = await run(frames, 960);
  const [few, many] = largeFrameCounts;
  const before = await run(few, 1920);
  const after = await run(many, 1920);
  report.field('rssGrowth1080p', after.peakRssBytes / before.peakRssBytes);
  const perFrame = (frames: number) => jobs[frames].frameCpuMs;
  report.field('framesGrowth', perFrame(960) / perFrame(120));
  report.field('rssGrowth', jobs[1200].peakRssBytes / jobs[120].peakRssBytes);
  return [
    {
      name: 'frames-time',
      title: 'CPU time of a job at 960 × 540, x264 veryfast',
      across: 'frames',
      up: 'seconds',
      points: frameCounts.map((frames) => [frames, jobs[frames].cpuMs / 1000]),
    },
    {
      name: 'frames-memory',
      title: 'Peak memory of the engine at 960 × 540, x264 veryfast',
      across: 'frames',
      up: 'MB',
      points: frameCounts.map((frames) => [frames, jobs[frames].peakRssBytes / 1e6]),
    },
  ];
}

async function growPixels(report: BenchReport, { folder, bundle }: Subject): Promise<LinePicture[]> {
  const frames = 90;
  const jobs: Record<number, JobOutcome> = {};
  for (const width of widths) {
    const photoPath = await writePhoto(folder, width);
    const job = await runJob(folder, photoPath, { widthPixels: width, seconds: frames / fps });
    jobs[width] = job;
    const perPixel = (job.frameCpuMs * 1e6) / (job.width * job.height);
    report.row('growth with pixels, medium', `${job.width} × ${job.height}`, perPixel, 'ns of CPU a pixel');
    report.row(
      'growth with pixels, medium',
      `${job.width} × ${job.height}`,
      job.peakRssBytes,
      'bytes at most',
    );
  }
  type FrameCost = Pick<JobOutcome, 'frameCpuMs' | 'width' | 'height'>;
  const perPixel = ({ frameCpuMs, width, height }: FrameCost) => frameCpuMs / (width * height);
  report.field('pixelsGrowth', perPixel(jobs[2716]) / perPixel(jobs[960]));
  const encodePerPixel = async (widthPixels: number) => {
    const subject = await prepareSubject(folder, bundle, { widthPixels, seconds: frames / fps });
    const { frameCpuMs } = await encodeAlone(await renderToMemory(subject), subject);
    const { width, height } = subject.setup.photo;
    return perPixel({ frameCpuMs, width, height });
  };
  report.field('encodePixelsGrowth', (await encodePerPixel(2716)) / (await encodePerPixel(960)));
  report.field('peakRssBytes4K', jobs[3840].peakRssBytes);
  const megapixels = ({ width, height }: JobOutcome) => (width * height) / 1e6;
  return [
    {
      name: 'pixels-time',
      title: 'CPU time of a frame, x264 medium',
      across: 'megapixels',
      up: 'ms',
      points: Object.values(jobs).map((job) => [megapixels(job), job.frameCpuMs]),
    },
    {
      name: 'pixels-memory',
      title: 'Peak memory of the engine, x264 medium',
      across: 'megapixels',
      up: 'MB',
      points: Object.values(jobs).map((job) => [megapixels(job), job.peakRssBytes / 1e6]),
    },
  ];
}

async function growThreads(report: BenchReport, { setup, planner }: Subject): Promise<LinePicture> {
  const plan = structuredClone(planner.planFrame(20));
  const yuv = new Uint8Array(yuv420Bytes(setup.photo.width, setup.photo.height));
  const renderers = await Promise.all(threadCounts.map((threads) => createCpuRenderer(setup, { threads })));
  const works = Object.fromEntries(
    renderers.map((renderer, index) => [threadCounts[index], () => renderer.renderYuv(plan, yuv)]),
  );
  const times = await timeInTurn(works, 15);
  for (const threads of threadCounts)
    report.row('growth with threads', `${threads}`, times[threads], 'ms a frame');
  for (const renderer of renderers) await renderer.close();
  return {
    name: 'threads-time',
    title: 'A 1080p frame by the number of threads',
    across: 'threads',
    up: 'ms',
    points: threadCounts.map((threads) => [threads, times[threads]]),
  };
}
