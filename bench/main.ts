/**
 * `npm run bench [-- --json] [--only <sections>]`: measures where the time and the memory of a job go, in one run.
 * Progress goes to standard error; the table, or with `--json` one JSON object, to standard output.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { loadBundle } from '../src/inference/bundle/bundle.ts';
import { BenchReport } from './report.ts';
import { benchApi } from './sections/api.ts';
import { benchDrafts } from './sections/drafts.ts';
import { benchEncoder } from './sections/encoder.ts';
import { benchGrowth } from './sections/growth.ts';
import { benchLight } from './sections/light.ts';
import { benchNetworks } from './sections/networks.ts';
import { benchOutputs } from './sections/outputs.ts';
import { benchPipeline } from './sections/pipeline.ts';
import { benchPreviews } from './sections/previews.ts';
import { benchRenderers } from './sections/renderers.ts';
import { bundleDirectory, prepareSubject, type Subject } from './subject.ts';

interface Options {
  json?: boolean;
  only: string[];
  frames: number;
  rounds: number;
  pictures?: string;
  python?: string;
  photos?: string;
}

type Section = (report: BenchReport, subject: Subject, options: Options) => Promise<void>;

const sections: Record<string, Section> = {
  networks: (report, subject, { python }) => benchNetworks(report, subject, python),
  renderers: benchRenderers,
  pipeline: (report, subject, { rounds }) => benchPipeline(report, subject, rounds),
  light: (report, subject, { rounds }) => benchLight(report, subject, rounds),
  encoder: benchEncoder,
  outputs: (report, subject, { rounds }) => benchOutputs(report, subject, rounds),
  previews: benchPreviews,
  growth: (report, subject, { pictures }) => benchGrowth(report, subject, pictures),
  api: benchApi,
  drafts: (report, subject, { photos }) => benchDrafts(report, subject, photos),
};

await new Command('bench')
  .description('Measures where the time and the memory of a job go.')
  .option('--json', 'one JSON object on standard output in place of the table')
  .option('--only <sections...>', `some of ${Object.keys(sections).join(', ')}`, Object.keys(sections))
  .option('--frames <number>', 'frames of the whole job', Number, 240)
  .option('--rounds <number>', 'times that the whole job runs', Number, 3)
  .option('--pictures <folder>', 'where pictures of the growth go (default: nowhere)')
  .option('--photos <folder>', 'photos that drafts are made of (default: generated landscapes)')
  .option('--python <path>', 'a Python with the training toolkit: networks in 8 and 16 bits too')
  .action(run)
  .parseAsync();

async function run(options: Options): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'driftscape-bench-'));
  const report = new BenchReport();
  const bundle = await loadBundle(bundleDirectory, { device: 'cpu' });
  try {
    const subject = await prepareSubject(folder, bundle, { seconds: options.frames / 30 });
    for (const [name, section] of Object.entries(sections)) {
      if (options.only.includes(name)) await section(report, subject, options);
    }
  } finally {
    await bundle.close();
    await rm(folder, { recursive: true });
  }
  console.log(options.json ? report.toJson() : report.toTable());
}
