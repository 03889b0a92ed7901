import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { UserError } from '../errors.ts';
import { animate } from '../inference/animate.ts';
import { loadBundle } from '../inference/bundle/bundle.ts';
import { devices } from '../inference/devices.ts';
import type { RenderReport } from '../inference/job.ts';
import type { DeviceChoice } from '../inference/runtime/session.ts';
import { type Drive, drives, type LoopMode, loopModes, parseSettings } from '../inference/settings.ts';
import { chooseEncoder } from '../video/choose-encoder.ts';
import { type EncoderChoice, encoderNames } from '../video/encoders.ts';
import { type EncoderPreset, encoderPresets } from '../video/presets.ts';
import { chooseAppearance, chooseMotion } from './choices.ts';
import { showProgress } from './progress.ts';

interface Options {
  out: string;
  width?: number;
  fps?: number;
  seconds?: number;
  motion?: string;
  appearance?: string;
  speed?: number;
  drive?: Drive;
  loop?: LoopMode;
  seed?: number;
  bundle: string;
  device: DeviceChoice;
  encoder: EncoderChoice;
  crf?: number;
  preset?: EncoderPreset;
  json?: boolean;
}

const exitCodes = { success: 0, userError: 1, badUsage: 2, interrupted: 130 };
const defaultBundle = fileURLToPath(new URL('../../models/default', import.meta.url));

/** Runs `animate <photo> --out <video.mp4> …` and resolves to the exit code: 0, 1 for a user's error, 2 for bad usage. */
export async function runAnimate(args: readonly string[]): Promise<number> {
  const interruption = new AbortController();
  const interrupt = () => interruption.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    await makeCommand(interruption.signal).parseAsync(args, { from: 'user' });
    return exitCodes.success;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.success : exitCodes.badUsage;
    if (interruption.signal.aborted) return exitCodes.interrupted;
    if (!(error instanceof UserError)) throw error;
    console.error(`${error.code}: ${error.message}`);
    return exitCodes.userError;
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

function makeCommand(signal: AbortSignal): Command {
  return new Command('animate')
    .description('Turns a landscape photo into a looping video.')
    .argument('<photo>', 'JPEG, PNG, WebP, AVIF, TIFF or still GIF')
    .requiredOption('--out <video.mp4>', 'file to write')
    .option('--width <pixels>', "width of the video (default: the photo's, at most 1920)", toNumber)
    .option('--fps <number>', 'frames a second (default: 30)', toNumber)
    .option('--seconds <number>', 'length of the video (default: 8)', toNumber)
    .option('--motion <place|preset>', "0…1 along the bundle's motions, or a preset's name (default: 0.7)")
    .option(
      '--appearance <none|place|preset>',
      "how the light changes: none, 0…1 among the bundle's sequences, or a preset's name (default: none)",
    )
    .option('--speed <number>', 'speed of motion, 0…1 (default: 0.2)', toNumber)
    .addOption(new Option('--drive <name>', 'how motion is predicted (default: steady)').choices(drives))
    .addOption(new Option('--loop <name>', 'how the video repeats (default: symmetric)').choices(loopModes))
    .option('--seed <integer>', 'another take of the same motion', toNumber)
    .option('--bundle <folder>', 'model bundle (default: models/default)', defaultBundle)
    .addOption(
      new Option('--device <name>', 'what the networks run on').choices(['auto', ...devices]).default('auto'),
    )
    .addOption(
      new Option('--encoder <name>', "what makes the video; auto: an NVIDIA GPU's where it works, else x264")
        .choices(['auto', ...encoderNames])
        .default('auto'),
    )
    .option('--crf <integer>', 'quality of the encoder, 0 lossless … 51 worst (default: 20)', toNumber)
    .addOption(
      new Option('--preset <name>', 'speed of the encoder (default: medium)').choices(encoderPresets),
    )
    .option('--json', 'end with one line of JSON on standard output')
    .exitOverride()
    .action((photo: string, options: Options) => run(photo, options, signal));
}

async function run(photoPath: string, options: Options, signal: AbortSignal): Promise<void> {
  const {
    out,
    width,
    motion,
    appearance,
    preset,
    bundle: bundleDirectory,
    device,
    encoder: encoderChoice,
    json,
    ...plain
  } = options;
  const log = (line: string) => console.error(line);
  await checkFolder(out);
  const encoder = await chooseEncoder(encoderChoice);
  const bundle = await loadBundle(bundleDirectory, { device, log });
  const progress = showProgress(process.stderr);
  try {
    const settings = parseSettings({
      ...plain,
      widthPixels: width,
      motion: motion === undefined ? undefined : chooseMotion(motion, bundle.codebook),
      appearance: appearance === undefined ? undefined : chooseAppearance(appearance, bundle.codebook),
      encoderPreset: preset,
    });
    const request = { photoPath, videoPath: out, settings };
    const report = await animate(bundle, request, { encoder, log, signal, onEvent: progress.show });
    progress.end();
    for (const { code, message } of report.warnings) log(`${code}: ${message}`);
    console.log(json ? JSON.stringify(summarise(out, report)) : describe(out, report));
  } finally {
    progress.end();
    await bundle.close();
  }
}

async function checkFolder(out: string): Promise<void> {
  const folder = dirname(resolve(out));
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isFolder) return;
  const message = `Expected an existing folder for --out, but ${folder} is none; make it first`;
  throw new UserError('INVALID_SETTINGS', message, { path: ['out'] });
}

function summarise(output: string, report: RenderReport) {
  const { width, height, frames, fps, device, bundle, seconds, peakRssBytes, quality, warnings } = report;
  return { output, width, height, frames, fps, device, bundle, seconds, peakRssBytes, quality, warnings };
}

function describe(output: string, { width, height, frames, fps, seconds, videoBytes }: RenderReport): string {
  const megabytes = (videoBytes / 1e6).toFixed(1);
  return `${output}: ${width} × ${height}, ${frames} frames at ${fps} fps, ${megabytes} MB in ${seconds.total.toFixed(1)} s`;
}

function toNumber(text: string): number {
  const number = Number(text);
  if (text.trim() === '' || Number.isNaN(number)) throw new InvalidArgumentError('Expected a number.');
  return number;
}
