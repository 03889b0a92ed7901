import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError, Option } from 'commander';
import { sha256OfFile } from '../digest.ts';
import { animate } from '../inference/animate.ts';
import { loadBundle } from '../inference/bundle/bundle.ts';
import { isDarkLight } from '../inference/dark-light.ts';
import { devices } from '../inference/devices.ts';
import { lightCourses, lightSchema } from '../inference/look.ts';
import { loopModes } from '../inference/loop.ts';
import { digestOfMotion } from '../inference/render-digest.ts';
import { describeScene, type SceneData } from '../inference/scene-data.ts';
import { mostOf, rangeOf, speedDefault, standardOf } from '../inference/setting-words.ts';
import { drives, leastCrf, lightNameOf, parseSettings } from '../inference/settings.ts';
import type { ManifestFacts } from '../outputs/manifest.ts';
import { withFileNames } from '../outputs/spec.ts';
import { openPhoto } from '../photo/open.ts';
import { chooseEncoder } from '../video/choose-encoder.ts';
import { encoderNames } from '../video/encoders.ts';
import { encoderPresets } from '../video/presets.ts';
import { collect, toArrow, toCamera, toName, toNumber, toPath, toPoint } from './arguments.ts';
import { chooseLights, type NamedLight } from './choices.ts';
import { readControls } from './controls.ts';
import { explainFailure } from './explain-failure.ts';
import {
  type ExtraOutput,
  openExtras,
  outputHelp,
  outputSyntax,
  publish,
  toOutput,
} from './extra-outputs.ts';
import { untilInterrupted } from './interruption.ts';
import { describe, summarise } from './made-files.ts';
import { inOptionWords } from './option-words.ts';
import { openOutput } from './output.ts';
import { showProgress } from './progress.ts';
import { writeScenePicture } from './scene-picture.ts';
import { describeRegions, tellScene } from './scene-words.ts';
import { type AnimateOptions, settingsOf } from './settings-of.ts';
import { asFile, sourcePath } from './source.ts';
import { openVersions } from './versions.ts';
import { webOutputs } from './web-outputs.ts';
import type { WebPage } from './web-page.ts';
import { openWebPages } from './web-pages.ts';

const exitCodes = { success: 0, failure: 1, badUsage: 2 };
/** File name extensions that players recognise as MP4. */
const extensions = ['.mp4', '.m4v'];
const { shape: light } = lightSchema;
/** The video of `--out`. */
const usualVideo = { format: 'mp4-h264' } as const;
const defaultBundle = fileURLToPath(new URL('../../models/default', import.meta.url));

/**
 * Runs `animate <photo> --out <video.mp4> …` and resolves to the exit code: 0, 1 on failure, 2 for bad usage, or 128
 * plus the number of the signal that ended it.
 */
export async function runAnimate(args: readonly string[]): Promise<number> {
  using interruption = untilInterrupted();
  try {
    const command = makeCommand((photo, options) => run(photo, options, interruption.signal));
    await command.parseAsync(args, { from: 'user' });
    return exitCodes.success;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.success : exitCodes.badUsage;
    if (interruption.exitCode !== undefined) return interruption.exitCode;
    console.error(explainFailure(error));
    return exitCodes.failure;
  }
}

/** The command with its options. @param act receives the photo and the parsed options */
export function makeCommand(act: (photo: string, options: AnimateOptions) => Promise<void>): Command {
  return new Command('animate')
    .description('Turns a landscape photo into a looping video.')
    .argument('<photo>', 'JPEG, PNG, WebP, AVIF, TIFF or still GIF; - reads standard input', toPath)
    .option('--out <video.mp4>', 'file to write; optional with --scene', toPath)
    .addOption(
      new Option(`--output ${outputSyntax}`, outputHelp).argParser(collect(toOutput)).conflicts('lights'),
    )
    .addOption(
      new Option(
        '--web <folder>',
        'folder for the files of a web page: H.264 and AV1 in up to three widths, posters, manifest.json and ' +
          'snippet.html; with --lights a folder below it for each light, and a snippet that shows day and night',
      )
        .argParser(toPath)
        .conflicts('lossless'),
    )
    .option('--alt <text>', 'text alternative for the snippet of --web: what the picture shows')
    .option(
      '--no-inline-style',
      'write the style of the snippet of --web to snippet.css, for pages that forbid inline styles',
    )
    .option('--force', 'overwrite existing files')
    .option(
      '--width <pixels>',
      "width of the video (default: the photo's, at most 1920 pixels per side)",
      toNumber,
    )
    .option(
      '--fps <number>',
      `frames per second, ${rangeOf('fps')} (default: ${standardOf('fps')})`,
      toNumber,
    )
    .option(
      '--seconds <number>',
      `length of the video, ${rangeOf('seconds')} (default: ${standardOf('seconds')})`,
      toNumber,
    )
    .option(
      '--motion <place|preset>',
      `position 0…1 in the bundle's motion codebook, or name of a preset (default: ${standardOf('motion')}), such as drift-left, drift-right, towards-viewer, away, calm or brisk`,
      toName,
    )
    .addOption(
      new Option('--motion-of <clip>', 'copy motion and speed from a video taken with a fixed camera')
        .argParser(toPath)
        .conflicts('motion'),
    )
    .option(
      '--appearance <none|place|preset>',
      "how the light changes: none, position 0…1 among the bundle's sequences, or name of a preset (default: " +
        `${standardOf('appearance')})`,
      toName,
    )
    .addOption(
      new Option(
        '--light <looks>',
        'one or more looks such as sunset, in order, with optional times: golden-hour@0.3,blue-hour@1',
      )
        .argParser(toName)
        .conflicts(['appearance', 'lightOf']),
    )
    .addOption(
      new Option(
        '--light-of <picture|clip>',
        'copy the light of a picture; repeat for a sequence of pictures. A clip, such as a time lapse of a day, ' +
          'gives its change of light',
      )
        .argParser((text, others: string[] = []) => [...others, toPath(text)])
        .conflicts(['appearance', 'light']),
    )
    .addOption(
      new Option(
        '--lights <names>',
        'one video per light, all with the same motion: as-taken,moonlit-night; each file name, or folder below ' +
          "that of --web, gets the light's name",
      )
        .argParser(toName)
        .conflicts(['appearance', 'light', 'lightOf', 'lightCourse']),
    )
    .option(
      '--light-strength <number>',
      `how strongly the looks are applied, ${rangeOf(light.strength)} (default: ${standardOf(light.strength)})`,
      toNumber,
    )
    .addOption(
      new Option(
        '--light-course <name>',
        `how the light moves through its looks (default: ${standardOf(light.course)})`,
      ).choices(lightCourses),
    )
    .option(
      '--speed <number>',
      `share of the predicted motion in each frame, ${rangeOf('speed')} (default: ${speedDefault})`,
      toNumber,
    )
    .option(
      '--speed-percent <number>',
      `mean speed of the moving parts in percent of the width per second, up to ${mostOf('speedPercent')}; ` +
        'replaces --speed',
      toNumber,
    )
    .option(
      '--ripples <number>',
      `strength of the ripples on water, ${rangeOf('ripples')} (default: ${standardOf('ripples')})`,
      toNumber,
    )
    .addOption(
      new Option('--drive <name>', `how motion is predicted (default: ${standardOf('drive')})`).choices(
        drives,
      ),
    )
    .addOption(
      new Option('--loop <name>', `how the video repeats (default: ${standardOf('loop')})`).choices(
        loopModes,
      ),
    )
    .option('--seed <integer>', 'variation of the same motion', toNumber)
    .option('--regions <file.json>', 'manual control of what moves and how: see docs/controls.md', toPath)
    .option('--freeze <mask.png>', 'what must not move: white in this picture; repeatable', collect(toPath))
    .option(
      '--arrow <x,y,dx,dy[,speed]>',
      'direction in which the sky, water or mist at a point moves, in shares of the width and height, and its ' +
        'speed in percent of the width per second; repeatable',
      collect(toArrow),
    )
    .option('--anchor <x,y>', 'point that does not move; repeatable', collect(toPoint))
    .option('--camera <zoom[,x,y]>', 'zoom in, up to 1.5 times, and back out', toCamera)
    .option('--scene <picture.png>', 'write a picture of the regions detected in the photo', toPath)
    .option('--bundle <folder>', 'model bundle (default: models/default)', toPath, defaultBundle)
    .addOption(
      new Option('--device <name>', 'device that runs the networks')
        .choices(['auto', ...devices])
        .default('auto'),
    )
    .addOption(
      new Option('--encoder <name>', 'video encoder; auto: an NVIDIA GPU if it works, otherwise x264')
        .choices(['auto', ...encoderNames])
        .default('auto'),
    )
    .option(
      '--crf <integer>',
      `quality of the encoder, ${leastCrf} best … ${mostOf('crf')} worst (default: ${standardOf('crf')})`,
      toNumber,
    )
    .option('--lossless', 'lossless encoding, which browsers and many players cannot play')
    .addOption(
      new Option('--preset <name>', `speed of the encoder (default: ${standardOf('encoderPreset')})`).choices(
        encoderPresets,
      ),
    )
    .option('--json', 'print one line of JSON per video on standard output at the end')
    .exitOverride()
    .action((photo: string, options: AnimateOptions, command: Command) => {
      const wanted = [options.out, options.scene, options.output, options.web];
      if (wanted.every((option) => option === undefined))
        command.error("error: required option '--out <video.mp4>' not specified");
      if (options.alt !== undefined && options.web === undefined)
        command.error("error: option '--alt <text>' is for the snippet of --web; add --web <folder>");
      if (!options.inlineStyle && options.web === undefined)
        command.error("error: option '--no-inline-style' is for the snippet of --web; add --web <folder>");
      return act(photo, options);
    });
}

async function run(photo: string, options: AnimateOptions, signal: AbortSignal): Promise<void> {
  const { force: isForced = false, bundle: bundleDirectory, device, encoder: encoderChoice, json } = options;
  const log = (line: string) => console.error(line);
  const source = sourcePath(photo);
  const place = { extensions, source, isForced, taken: new Set<string>(), signal };
  const lights = options.lights === undefined ? [null] : chooseLights(options.lights, options.lightStrength);
  await using versions = await openVersions(options.out, lights, place);
  const free = { ...place, extensions: undefined };
  const look = { alt: options.alt ?? '', hasInlineStyle: options.inlineStyle };
  await using web =
    options.web === undefined ? undefined : await openWebPages(options.web, lights, look, free);
  await using others = await openExtras(options.output ?? [], free);
  await using picture =
    options.scene === undefined
      ? undefined
      : await openOutput(options.scene, { ...place, extensions: ['.png'] });
  const [page] = web?.pages ?? [];
  const folder = dirname((versions[0] ?? others[0])?.output.path ?? (page?.manifest ?? picture)?.path ?? '');
  const photoPath = await asFile(source, folder, signal);
  // Report problems with the photo before the networks are loaded.
  const { widthPixels, heightPixels } = await openPhoto(photoPath);
  const digested = { sha256: await sha256OfFile(photoPath), widthPixels, heightPixels };
  const encoder = await chooseEncoder(encoderChoice);
  const bundle = await loadBundle(bundleDirectory, { device, log });
  try {
    let found: Promise<SceneData> | undefined;
    const describeOnce = () => {
      found ??= describeScene(bundle, photoPath, { signal });
      return found;
    };
    if (picture) {
      await writeScenePicture(photoPath, await describeOnce(), picture.path);
      signal.throwIfAborted();
      await picture.publish();
      const told = json ? tellScene : describeRegions;
      console.log(told(options.scene as string, await describeOnce()));
    }
    const { codebook } = bundle;
    const controls = await readControls(options, { codebook, describe: describeOnce });
    const settings = await settingsOf(options, bundle, controls.settings, log).catch((error) => {
      throw inOptionWords(error);
    });
    if (options.crf === 0 && !options.lossless)
      log(`--crf 0 counts as ${leastCrf}; add --lossless for a lossless video`);
    const photo = { width: widthPixels, height: heightPixels };
    await using paged = new AsyncDisposableStack();
    const renders: { light: NamedLight | null; files: ExtraOutput[]; page?: WebPage }[] = [];
    for (const [i, light] of lights.entries()) {
      const own = versions.slice(i, i + 1).map((version) => ({ ...version, spec: usualVideo }));
      const page = web?.pages[i];
      const set = page ? webOutputs(page.folder, photo, options.width, options.output ?? []) : [];
      const files = [...own, ...others, ...paged.use(await openExtras(set, free))];
      if (files.length > 0) renders.push({ light, files, page });
    }
    const hasExtras = others.length > 0 || web !== undefined;
    const written: ManifestFacts[] = [];
    for (const { light, files, page } of renders) {
      const progress = showProgress(process.stderr);
      try {
        const specs = files.map(({ spec }) => spec);
        const lit = parseSettings({
          ...settings,
          ...(light && { appearance: light.appearance }),
          ...(hasExtras && { outputs: specs }),
        });
        const request = {
          photoPath,
          folder,
          outputs: withFileNames(specs),
          settings: lit,
          pictures: controls.pictures,
          motionDigest: digestOfMotion(digested, lit, bundle.checksum),
        };
        const report = await animate(bundle, request, { encoder, log, signal, onEvent: progress.show });
        signal.throwIfAborted();
        const made = report.outputs.map((output, i) => ({ ...files[i], made: output }));
        for (const file of made) await publish(file, join(folder, file.made.fileName));
        if (page) {
          const light = { light: lightNameOf(lit), isDark: isDarkLight(lit) };
          written.push(await page.write(made, report, light));
        }
        progress.end();
        for (const { code, message } of report.warnings) log(`${code}: ${message}`);
        for (const { out, made: output } of made) {
          const { missedBudgetBytes: missed } = output;
          if (missed) log(`${out} is ${missed} bytes larger than max-bytes, even at the lowest quality`);
        }
        console.log(json ? JSON.stringify(summarise(made, report)) : describe(made, report));
      } catch (error) {
        throw inOptionWords(
          error,
          files.map(({ out }) => out),
        );
      } finally {
        progress.end();
      }
    }
    await web?.finish(written);
  } finally {
    await bundle.close();
  }
}
