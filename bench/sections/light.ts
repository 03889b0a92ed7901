import { builtInLooks } from '../../src/inference/built-in-looks.ts';
import type { AnimationSettingsInput } from '../../src/inference/settings.ts';
import { type JobOutcome, runJob } from '../job.ts';
import { median } from '../measure.ts';
import type { BenchReport } from '../report.ts';
import type { Subject } from '../subject.ts';

/** Looks of the light path, from the photo's own light and back. */
const path = ['golden-hour', 'sunset', 'blue-hour', 'moonlit-night'];

/** The whole job at 1080p with a light path and without, alternating. */
export async function benchLight(
  report: BenchReport,
  { folder, photoPath, settings }: Subject,
  rounds: number,
): Promise<void> {
  const moments = builtInLooks.filter(({ name }) => path.includes(name)).map(({ look }) => ({ look }));
  const lit: AnimationSettingsInput = { ...settings, appearance: { moments } };
  const plainJobs: JobOutcome[] = [];
  const litJobs: JobOutcome[] = [];
  for (let round = 0; round < rounds; round++) {
    plainJobs.push(await runJob(folder, photoPath, settings));
    litJobs.push(await runJob(folder, photoPath, lit));
  }
  for (const [what, jobs] of Object.entries({
    'without light': plainJobs,
    'with a path of light': litJobs,
  })) {
    report.row('light', `whole job ${what}`, median(jobs.map(({ jobMs }) => jobMs)), 'ms');
    report.row('light', `CPU time ${what}`, median(jobs.map(({ cpuMs }) => cpuMs)), 'ms');
    for (const stage of ['appearance', 'render', 'encode'] as const) {
      report.row('light', `${stage} ${what}`, median(jobs.map(({ seconds }) => seconds[stage] * 1000)), 'ms');
    }
  }
  const ratioOf = (value: (job: JobOutcome) => number) =>
    median(litJobs.map((job, round) => value(job) / value(plainJobs[round])));
  report.row(
    'light',
    'CPU time with ÷ without',
    ratioOf(({ cpuMs }) => cpuMs),
    '×',
  );
  report.field(
    'lightOverPlain',
    ratioOf(({ jobMs }) => jobMs),
  );
}
