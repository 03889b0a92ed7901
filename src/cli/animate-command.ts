import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError, Option } from 'commander';
import { UserError } from '../errors.ts';
import { animate } from '../inference/animate.ts';
import { readPictureLook } from '../inference/appearance/picture-look.ts';
import { type Bundle, loadBundle } from '../inference/bundle/bundle.ts';
import { devices } from '../inference/devices.ts';
import type { RenderReport } from '../inference/job.ts';
import { type LightCourse, lightCourses } from '../inference/look.ts';
import type { DeviceChoice } from '../inference/runtime/session.ts';
import { describeScene, type SceneData } from '../inference/scene-data.ts';
import {
  type AnimationSettingsInput,
  type Drive,
  drives,
  type LoopMode,
  leastCrf,
  loopModes,
  parseSettings,
} from '../inference/settings.ts';
import { openPhoto } from '../photo/open.ts';
import { chooseEncoder } from '../video/choose-encoder.ts';
import { type EncoderChoice, type EncoderName, encoderNames } from '../video/encoders.ts';
import { type EncoderPreset, encoderPresets } from '../video/presets.ts';
import { collect, toArrow, toCamera, toName, toNumber, toPath, toPoint } from './arguments.ts';
import { chooseAppearance, chooseLooks, chooseMotion } from './choices.ts';
import { type ControlOptions, readControls } from './controls.ts';
import { explainFailure } from './explain-failure.ts';
import { untilInterrupted } from './interruption.ts';
import { type Output, openOutput } from './output.ts';
import { showProgress } from './progress.ts';
import { writeScenePicture } from './scene-picture.ts';
import { asFile, sourcePath } from './source.ts';

interface Options extends ControlOptions {
  out?: string;
  scene?: string;
  force?: boolean;
  width?: number;
  fps?: number;
  seconds?: number;
  motion?: string;
  appearance?: string;
  light?: string;
  lightOf?: string;
  lightStrength?: number;
  lightCourse?: LightCourse;
  speed?: number;
  ripples?: number;
  drive?: Drive;
  loop?: LoopMode;
  seed?: number;
  bundle: string;
  device: DeviceChoice;
  encoder: EncoderChoice;
  crf?: number;
  lossless?: boolean;
  preset?: EncoderPreset;
  json?: boolean;
}

const exitCodes = { success: 0, failure: 1, badUsage: 2 };
/** Names that players take an MP4 by. */
const extensions = ['.mp4', '.m4v'];
const defaultBundle = fileURLToPath(new URL('../../models/default', import.meta.url));

/**
 * Runs `animate <photo> --out <video.mp4> …` and resolves to the exit code: 0, 1 when it failed, 2 for bad usage, or 128 and
 * the number of the signal that ended it.
 */
export async function runAnimate(args: readonly string[]): Promise<number> {
  using interruption = untilInterrupted();
  try {
    await makeCommand(interruption.signal).parseAsync(args, { from: 'user' });
    return exitCodes.success;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.success : exitCodes.badUsage;
    if (interruption.exitCode !== undefined) return interruption.exitCode;
    console.error(explainFailure(error));
    return exitCodes.failure;
  }
}

function makeCommand(signal: AbortSignal): Command {
  return new Command('animate')
    .description('Turns a landscape photo into a looping video.')
    .argument('<photo>', 'JPEG, PNG, WebP, AVIF, TIFF or still GIF; - for standard input', toPath)
    .option('--out <video.mp4>', 'file to write; may be missing beside --scene', toPath)
    .option('--force', 'write over a file that is there')
    .option(
      '--width <pixels>',
      "width of the video (default: the photo's, at most 1920 pixels a side)",
      toNumber,
    )
    .option('--fps <number>', 'frames a second (default: 30)', toNumber)
    .option('--seconds <number>', 'length of the video (default: 8)', toNumber)
    .option(
      '--motion <place|preset>',
      "0…1 along the bundle's motions, or a preset's name (default: 0.7)",
      toName,
    )
    .option(
      '--appearance <none|place|preset>',
      "how the light changes: none, 0…1 among the bundle's sequences, or a preset's name (default: none)",
      toName,
    )
    .addOption(
      new Option(
        '--light <looks>',
        'light by looks with names such as sunset, in order, each with a time if wanted: golden-hour@0.3,blue-hour@1',
      )
        .argParser(toName)
        .conflicts(['appearance', 'lightOf']),
    )
    .addOption(
      new Option('--light-of <picture>', 'light as in another picture')
        .argParser(toPath)
        .conflicts(['appearance', 'light']),
    )
    .option('--light-strength <number>', 'how much of the looks is taken on, 0…1 (default: 1)', toNumber)
    .addOption(
      new Option(
        '--light-course <name>',
        'how the light goes through its looks (default: there-and-back)',
      ).choices(lightCourses),
    )
    .option('--speed <number>', 'speed of motion, 0…1 (default: 0.2)', toNumber)
    .option(
      '--speed-percent <number>',
      'mean speed of what moves, percent of the width per second, in place of --speed',
      toNumber,
    )
    .option('--ripples <number>', 'strength of the ripples on water, 0…3 (default: 1)', toNumber)
    .addOption(new Option('--drive <name>', 'how motion is predicted (default: steady)').choices(drives))
    .addOption(new Option('--loop <name>', 'how the video repeats (default: symmetric)').choices(loopModes))
    .option('--seed <integer>', 'another take of the same motion', toNumber)
    .option('--regions <file.json>', 'what moves how, by hand: see docs/controls.md', toPath)
    .option(
      '--freeze <mask.png>',
      'what stands: white in a picture of it; may come several times',
      collect(toPath),
    )
    .option(
      '--arrow <x,y,dx,dy[,speed]>',
      'which way the sky, water or mist at a place goes, in shares of the width and height, and how fast, in percent of the width per second; may come several times',
      collect(toArrow),
    )
    .option('--anchor <x,y>', 'a place that stays; may come several times', collect(toPoint))
    .option('--camera <zoom[,x,y]>', 'come closer, up to 1.5 times, and go back again', toCamera)
    .option('--scene <picture.png>', 'write a picture of what is found in the photo', toPath)
    .option('--bundle <folder>', 'model bundle (default: models/default)', toPath, defaultBundle)
    .addOption(
      new Option('--device <name>', 'what the networks run on').choices(['auto', ...devices]).default('auto'),
    )
    .addOption(
      new Option('--encoder <name>', "what makes the video; auto: an NVIDIA GPU's where it works, else x264")
        .choices(['auto', ...encoderNames])
        .default('auto'),
    )
    .option('--crf <integer>', 'quality of the encoder, 1 best … 51 worst (default: 20)', toNumber)
    .option('--lossless', 'keep every bit of the frames, in a video that browsers and many players refuse')
    .addOption(
      new Option('--preset <name>', 'speed of the encoder (default: medium)').choices(encoderPresets),
    )
    .option('--json', 'end with one line of JSON on standard output')
    .exitOverride()
    .action((photo: string, options: Options, command: Command) => {
      if (options.out === undefined && options.scene === undefined)
        command.error("error: required option '--out <video.mp4>' not specified");
      return run(photo, options, signal);
    });
}

async function run(photo: string, options: Options, signal: AbortSignal): Promise<void> {
  const { out, scene: sceneOut, force: isForced = false, bundle: bundleDirectory, device, json } = options;
  const source = sourcePath(photo);
  const open = (path: string, endings: readonly string[]) =>
    openOutput(path, { extensions: endings, source, isForced, signal });
  await using output = out === undefined ? undefined : await open(out, extensions);
  await using picture = sceneOut === undefined ? undefined : await open(sceneOut, ['.png']);
  const folder = dirname((output ?? picture)?.path ?? '');
  const photoPath = await asFile(source, folder, signal);
  // What is wrong with the photo is known before the networks are loaded.
  await openPhoto(photoPath);
  const encoder = await chooseEncoder(options.encoder);
  const log = (line: string) => console.error(line);
  const bundle = await loadBundle(bundleDirectory, { device, log });
  try {
    let found: Promise<SceneData> | undefined;
    const describeOnce = () => {
      found ??= describeScene(bundle, photoPath, { signal });
      return found;
    };
    const said: object[] = [];
    if (picture) {
      await writeScenePicture(photoPath, await describeOnce(), picture.path);
      signal.throwIfAborted();
      await picture.publish();
      said.push({ scene: summariseScene(await describeOnce()) });
      if (!json) console.log(describeRegions(sceneOut as string, await describeOnce()));
    }
    if (output && out !== undefined) {
      const report = await render({ photoPath, output, options, bundle, encoder, log, signal, describeOnce });
      said.unshift(summarise(out, report));
      if (!json) console.log(describe(out, report));
    }
    if (json) console.log(JSON.stringify(Object.assign({}, ...said)));
  } finally {
    await bundle.close();
  }
}

interface Rendering {
  photoPath: string;
  output: Output;
  options: Options;
  bundle: Bundle;
  encoder: EncoderName;
  log: (line: string) => void;
  signal: AbortSignal;
  /** What is found in the photo, looked for once. */
  describeOnce: () => Promise<SceneData>;
}

async function render(rendering: Rendering): Promise<RenderReport> {
  const { photoPath, output, options, bundle, encoder, log, signal, describeOnce } = rendering;
  const { width, motion, preset, fps, seconds, speed, ripples, drive, loop, seed, crf, lossless } = options;
  const progress = showProgress(process.stderr);
  try {
    const { codebook } = bundle;
    const controls = await readControls(options, { codebook, describe: describeOnce });
    const settings = parseSettings({
      widthPixels: width,
      fps,
      seconds,
      motion: motion === undefined ? undefined : chooseMotion(motion, codebook),
      appearance: await appearanceOf(options, bundle),
      speed,
      ripples,
      drive,
      loop,
      seed,
      crf,
      lossless,
      encoderPreset: preset,
      ...controls.settings,
    });
    if (crf === 0 && !lossless) log(`--crf 0 counts as ${leastCrf}; add --lossless for a lossless video`);
    const request = { photoPath, videoPath: output.path, settings, pictures: controls.pictures };
    const report = await animate(bundle, request, { encoder, log, signal, onEvent: progress.show });
    signal.throwIfAborted();
    await output.publish();
    progress.end();
    for (const { code, message } of report.warnings) log(`${code}: ${message}`);
    return report;
  } finally {
    progress.end();
  }
}

/** @throws UserError UNKNOWN_PRESET, INVALID_SETTINGS; of the picture that light is taken from */
async function appearanceOf(
  { appearance, light, lightOf, lightStrength: strength, lightCourse: course }: Options,
  bundle: Bundle,
): Promise<AnimationSettingsInput['appearance']> {
  if (appearance !== undefined) return chooseAppearance(appearance, bundle.codebook);
  if (light !== undefined) return { moments: chooseLooks(light), strength, course };
  if (lightOf === undefined) {
    if (strength === undefined && course === undefined) return undefined;
    const message = 'Expected --light or --light-of beside --light-strength and --light-course';
    throw new UserError('INVALID_SETTINGS', message, { path: ['light'] });
  }
  const { look } = await readPictureLook(bundle, lightOf);
  return { moments: [{ name: basename(lightOf), look }], strength, course };
}

function summarise(output: string, report: RenderReport) {
  const { width, height, frames, fps, device, bundle, seconds, peakRssBytes, quality, warnings } = report;
  return { output, width, height, frames, fps, device, bundle, seconds, peakRssBytes, quality, warnings };
}

function describe(output: string, { width, height, frames, fps, seconds, videoBytes }: RenderReport): string {
  const megabytes = (videoBytes / 1e6).toFixed(1);
  return `${output}: ${width} × ${height}, ${frames} frames at ${fps} fps, ${megabytes} MB in ${seconds.total.toFixed(1)} s`;
}

/** A scene without its pictures. */
function summariseScene({ widthPixels, heightPixels, horizon, regions, lights }: SceneData) {
  const flat = regions.map(({ mask, ...region }) => region);
  return { widthPixels, heightPixels, horizon, regions: flat, lights };
}

function describeRegions(output: string, { regions }: SceneData): string {
  const lines = regions.map(({ region, areaShare, degrees, speedPercent }) => {
    const way =
      degrees === null || speedPercent === null
        ? 'stands'
        : `drifts ${speedPercent.toFixed(2)} % of the width a second at ${degrees.toFixed(0)}°`;
    return `  ${region}: ${(100 * areaShare).toFixed(0)} % of the picture, ${way}`;
  });
  return [`${output}:`, ...lines].join('\n');
}
