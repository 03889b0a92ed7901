/**
 * `npm run encoder-figures -- <lossless videos> [--formats …] [--crf …] [--budgets …]`: compares formats on the same
 * frames: bytes, similarity, CPU time, and changes of static pixels. Make the videos with `npm run animate -- <photo>
 * --lossless`.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Command, Option } from 'commander';
import { ssim } from '../bench/ssim.ts';
import { changesOfStill, findStill } from '../bench/still-pixels.ts';
import { decodeVideo } from '../src/video/decoder.ts';
import { formats, type VideoFormatName, videoFormatNames } from '../src/video/formats.ts';
import { type EncoderPreset, encoderPresets } from '../src/video/presets.ts';
import { type Clip, encodeClip, readClip } from './figures/encode.ts';

interface Options {
  formats: VideoFormatName[];
  crf: number[];
  preset: EncoderPreset;
  bits?: 8 | 10;
  budgets: number[];
}

interface Subject extends Clip {
  name: string;
  isStill: Uint8Array;
}

const numbers = (text: string) => text.split(',').map(Number);
/** Frames whose similarity is measured: every sixth. */
const measured = (index: number) => index % 6 === 0;

await new Command('encoder-figures')
  .argument('<videos...>', 'videos without loss')
  .addOption(
    new Option('--formats <names...>', 'formats').choices(videoFormatNames).default(['mp4-h264', 'mp4-av1']),
  )
  .option('--crf <numbers>', 'qualities', numbers, [20])
  .addOption(new Option('--preset <name>', 'effort').choices(encoderPresets).default('medium'))
  .option('--bits <number>', 'bits per sample', Number)
  .option('--budgets <shares>', 'budgets too, in shares of the file without one', numbers, [])
  .action(run)
  .parseAsync();

async function run(paths: string[], options: Options): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'driftscape-figures-'));
  console.log('| video | format | crf | budget | bytes | SSIM | CPU s | still pixels change | seam |');
  console.log('|---|---|---|---|---|---|---|---|---|');
  try {
    for (const path of paths) {
      const subject = await load(path);
      for (const format of options.formats) {
        for (const crf of options.crf) await compare(subject, format, crf, options, folder);
      }
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function compare(
  subject: Subject,
  format: VideoFormatName,
  crf: number,
  { preset, bits, budgets }: Options,
  folder: string,
): Promise<void> {
  const path = join(folder, `video.${formats[format].extension}`);
  const settings = { ...subject.settings, format, crf, preset, bitDepth: bits };
  const free = await encodeClip(subject.frames, path, settings);
  for (const budget of [undefined, ...budgets]) {
    const maxBytes = budget && Math.round(budget * free.bytes);
    const { bytes, cpuSeconds } = maxBytes
      ? await encodeClip(subject.frames, path, { ...settings, maxBytes })
      : free;
    const share = maxBytes ? `${(100 * (bytes / maxBytes - 1)).toFixed(1)} % of ${maxBytes}` : '';
    const { likeness, still, seam } = await judge(subject, path);
    console.log(
      `| ${subject.name} | ${format} | ${crf} | ${share} | ${bytes} | ${likeness.toFixed(5)} | ${cpuSeconds.toFixed(1)} | ${still.toFixed(3)} | ${seam.toFixed(3)} |`,
    );
  }
}

async function load(path: string): Promise<Subject> {
  const { frames, settings } = await readClip(path);
  const isStill = findStill(frames, settings.width * settings.height);
  return { name: basename(path, '.mp4'), frames, settings, isStill };
}

async function judge({ frames, settings, isStill }: Subject, path: string) {
  const { width, height } = settings;
  let [sum, count] = [0, 0];
  for await (const { index, data } of decodeVideo(path, { layout: 'yuv420', picks: measured })) {
    sum += ssim(data, frames[index], width, height);
    count++;
  }
  const { adjacent, seam } = await changesOfStill(path, isStill);
  return { likeness: sum / count, still: Math.max(...adjacent), seam };
}
