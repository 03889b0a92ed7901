/**
 * `npm run budget-figures -- <photos or lossless videos> [--format …] [--budgets …]`: how well files use byte budgets,
 * in one table. For photos, a lossless loop is rendered first. A budget is met if the file is no larger; it should be
 * nearly used up.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { promisify } from 'node:util';
import { Command, Option } from 'commander';
import { formats, type VideoFormatName, videoFormatNames } from '../src/video/formats.ts';
import { type EncoderPreset, encoderPresets } from '../src/video/presets.ts';
import { encodeClip, readClip } from './figures/encode.ts';

interface Options {
  format: VideoFormatName;
  budgets: number[];
  frames: number;
  width: number;
  preset: EncoderPreset;
  within: number;
}

interface Outcome {
  /** Bytes ÷ budget. */
  share: number;
  /** CPU time ÷ that of the file without a budget. */
  times: number;
}

const run = promisify(execFile);
const numbers = (text: string) => text.split(',').map(Number);

await new Command('budget-figures')
  .argument('<files...>', 'photos, or videos without loss')
  .addOption(new Option('--format <name>', 'format').choices(videoFormatNames).default('mp4-h264'))
  .option('--budgets <shares>', 'budgets, in shares of the file without one', numbers, [0.75, 0.5, 0.25])
  .option('--frames <number>', 'frames of each, from the first on', Number, 120)
  .option('--width <pixels>', 'width of the loops of photos', Number, 1280)
  .addOption(new Option('--preset <name>', 'effort').choices(encoderPresets).default('medium'))
  .option('--within <percent>', 'how much of a budget may be left', Number, 10)
  .action(main)
  .parseAsync();

async function main(paths: string[], options: Options): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'driftscape-budgets-'));
  const outcomes: Outcome[] = [];
  console.log('| still | budget | bytes | of the budget | met | CPU time ÷ without a budget |');
  console.log('|---|---|---|---|---|---|');
  try {
    for (const path of paths) outcomes.push(...(await judge(path, folder, options)));
  } finally {
    await rm(folder, { recursive: true });
  }
  const met = outcomes.filter(({ share }) => share <= 1);
  const close = met.filter(({ share }) => share >= 1 - options.within / 100);
  const least = Math.min(...met.map(({ share }) => share));
  console.log(
    `| all: ${paths.length} | ${outcomes.length} | | at least ${percent(least)} where met | ${met.length} (${percent(met.length / outcomes.length)}), within ${options.within} %: ${close.length} (${percent(close.length / outcomes.length)}) | ${(outcomes.reduce((sum, { times }) => sum + times, 0) / outcomes.length).toFixed(1)} |`,
  );
}

async function judge(path: string, folder: string, options: Options): Promise<Outcome[]> {
  const { format, preset } = options;
  const clip = await readClip(await losslessOf(path, folder, options), options.frames);
  const out = join(folder, `video.${formats[format].extension}`);
  const settings = { ...clip.settings, format, preset, crf: 20 };
  const free = await encodeClip(clip.frames, out, settings);
  const outcomes: Outcome[] = [];
  for (const budget of options.budgets) {
    const maxBytes = Math.round(budget * free.bytes);
    const { bytes, cpuSeconds } = await encodeClip(clip.frames, out, { ...settings, maxBytes });
    const outcome = { share: bytes / maxBytes, times: cpuSeconds / free.cpuSeconds };
    outcomes.push(outcome);
    const name = basename(path, extname(path));
    console.log(
      `| ${name} | ${maxBytes} | ${bytes} | ${percent(outcome.share)} | ${bytes <= maxBytes ? 'yes' : 'no'} | ${outcome.times.toFixed(1)} |`,
    );
  }
  return outcomes;
}

/** The video itself, or a lossless loop rendered from a photo. */
async function losslessOf(path: string, folder: string, { width, frames }: Options): Promise<string> {
  if (extname(path) === '.mp4') return path;
  const out = join(folder, 'loop.mp4');
  const cli = new URL('../src/cli.ts', import.meta.url).pathname;
  const size = ['--width', String(width), '--seconds', String(Math.max(1, frames / 30))];
  const command = [...process.execArgv, cli, path, '--out', out, ...size, '--lossless', '--force'];
  await run(process.execPath, command, { maxBuffer: 1e8 });
  return out;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
