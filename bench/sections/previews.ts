import { PreviewScaler } from '../../src/inference/output/preview-scaler.ts';
import { createCpuRenderer } from '../../src/inference/renderer/cpu/cpu.ts';
import { yuv420Bytes } from '../../src/inference/renderer/yuv.ts';
import { encodePreview } from '../../src/photo/encode.ts';
import { runJob } from '../job.ts';
import { timeInTurn } from '../measure.ts';
import type { BenchReport } from '../report.ts';
import type { Subject } from '../subject.ts';

/** Cost of one preview, and of all previews in a job. */
export async function benchPreviews(report: BenchReport, subject: Subject): Promise<void> {
  const { folder, photoPath, setup, planner } = subject;
  const { width, height } = setup.photo;
  const yuv = new Uint8Array(yuv420Bytes(width, height));
  const renderer = await createCpuRenderer(setup, { threads: 1 });
  await renderer.renderYuv(planner.planFrame(10), yuv);
  await renderer.close();
  const scaler = new PreviewScaler({ width, height });
  const small = await scaler.shrink(yuv);
  const times = await timeInTurn(
    {
      shrink: () => scaler.shrink(yuv),
      'encode as JPEG': () => encodePreview(small.rgba, small.width, small.height),
    },
    30,
  );
  scaler.free();
  for (const [what, ms] of Object.entries(times)) report.row('previews', what, ms, 'ms');
  const job = await runJob(folder, photoPath, { seconds: 2 });
  report.row('previews', `of ${job.frames} frames`, job.previews, 'previews');
  report.field('previewShare', (job.previews * (times.shrink + times['encode as JPEG'])) / job.cpuMs);
}
