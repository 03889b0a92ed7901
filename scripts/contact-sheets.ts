/**
 * Animates every photo of a folder, checks each video, and makes pictures to review: a contact sheet, and a map of the
 * motion. `node scripts/contact-sheets.ts --out <folder> [--photos <folder>] [-- <options of animate>]`
 */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { Command } from 'commander';
import { toPath } from '../src/cli/arguments.ts';
import { inspectPhoto } from '../src/photo/inspect.ts';
import { outputSize } from '../src/photo/output-size.ts';
import { makeFolders } from '../src/private-files.ts';
import { writeScenePhoto } from '../src/scenes/write.ts';
import { writeContactSheet } from '../src/video/contact-sheet.ts';
import { decodeVideo, probeVideo } from '../src/video/decoder.ts';
import { type AnimateReport, animate } from './sheets/animate.ts';
import { type MotionEnergy, writeMotionEnergy } from './sheets/motion-energy.ts';

const defaultFolder = '../shared/stills';

await new Command('contact-sheets')
  .description('Animates every photo of a folder, checks the videos and lays them out to be looked at.')
  .argument('[options...]', 'after --: options of animate, such as --seconds 4 --width 960')
  .requiredOption('--out <folder>', 'folder for videos, sheets and maps of motion', toPath)
  .option(
    '--photos <folder>',
    'default: the shared stills if there are any, or else a generated landscape',
    toPath,
  )
  .action(layOutAll)
  .parseAsync();

async function layOutAll(
  args: string[],
  { out, photos: folder }: { out: string; photos?: string },
): Promise<void> {
  await makeFolders(out);
  const photos = await findPhotos(folder, out);
  console.log(
    row([
      'photo',
      'size',
      'frames',
      'frame 0',
      'seam',
      'contrast',
      'speed',
      'moving',
      'still',
      'seconds',
      'MB',
      'faults',
    ]),
  );
  let faulty = 0;
  for (const photo of photos) {
    const cells = await layOut(photo, out, args).catch((error) => ({
      cells: [],
      faults: [String(error.message ?? error)],
    }));
    if (cells.faults.length > 0) faulty++;
    console.log(row([basename(photo), ...cells.cells, cells.faults.join('; ') || 'none']));
  }
  console.log(`${photos.length - faulty} of ${photos.length} without fault`);
  if (faulty > 0) process.exitCode = 1;
}

async function findPhotos(folder: string | undefined, out: string): Promise<string[]> {
  const chosen = folder ?? (existsSync(defaultFolder) ? defaultFolder : undefined);
  if (chosen === undefined) {
    const path = join(out, 'landscape.png');
    await writeScenePhoto(path);
    return [path];
  }
  const names = (await readdir(chosen)).filter((name) => /\.(jpe?g|png|webp|avif|tiff?)$/i.test(name));
  return names.sort().map((name) => join(chosen, name));
}

async function layOut(
  photo: string,
  out: string,
  args: string[],
): Promise<{ cells: string[]; faults: string[] }> {
  const name = basename(photo, extname(photo));
  const video = join(out, `${name}.mp4`);
  const report = await animate(photo, video, args);
  const faults = await faultsOf(photo, video, report);
  await writeContactSheet(video, join(out, `${name}-sheet.jpg`));
  const energy = await writeMotionEnergy(video, join(out, `${name}-motion.png`));
  return { cells: cellsOf(report, energy), faults };
}

/** Differences between the video and what was requested, in words. */
async function faultsOf(photo: string, video: string, report: AnimateReport): Promise<string[]> {
  const { widthPixels, heightPixels } = await inspectPhoto(photo);
  const facts = await probeVideo(video);
  const expected = outputSize({ width: widthPixels, height: heightPixels }, report.width);
  let decoded = 0;
  let latest = -1;
  let isEven = true;
  for await (const { seconds } of decodeVideo(video, { layout: 'yuv420' })) {
    if (decoded > 0 && Math.abs(seconds - latest - 1 / report.fps) > 1e-4) isEven = false;
    latest = seconds;
    decoded++;
  }
  const { firstFrameMaxAbsError, seamRatio } = report.quality;
  const checks: [boolean, string][] = [
    [
      facts.width === expected.width && facts.height === expected.height,
      `${facts.width} × ${facts.height} is not ${expected.width} × ${expected.height}`,
    ],
    [
      decoded === report.frames && facts.frames === report.frames,
      `${decoded} frames decoded of ${report.frames}`,
    ],
    [isEven && Math.abs(facts.fps - report.fps) < 0.01, `${facts.fps} fps instead of ${report.fps}`],
    [firstFrameMaxAbsError === 0, `frame 0 is off the photo by ${firstFrameMaxAbsError}`],
    [seamRatio <= 1.5, `seam ratio ${seamRatio.toFixed(2)} is above 1.5`],
  ];
  return checks.filter(([isRight]) => !isRight).map(([, fault]) => fault);
}

function cellsOf(
  { width, height, frames, seconds, peakRssBytes, quality }: AnimateReport,
  energy: MotionEnergy,
): string[] {
  return [
    `${width}×${height}`,
    String(frames),
    String(quality.firstFrameMaxAbsError),
    quality.seamRatio.toFixed(2),
    quality.contrastKept.toFixed(2),
    quality.meanSpeedPixels.toFixed(2),
    `${Math.round(100 * energy.movingShare)} %`,
    `${Math.round(100 * energy.stillShare)} %`,
    seconds.total.toFixed(1),
    String(Math.round(peakRssBytes / 1e6)),
  ];
}

function row(cells: readonly string[]): string {
  const widths = [30, 10, 7, 8, 6, 9, 7, 7, 7, 8, 6];
  return cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' ');
}
