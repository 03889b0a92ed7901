/** `npm run demo [-- <photo>]`: one photo in, a looping video out, through the API of a real server. */
import { createWriteStream } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { type DataOf, type DriftscapeClient, operations } from '@driftscape/client';
import { Command } from 'commander';
import { callersFolder, toNumber, toPath } from '../src/cli/arguments.ts';
import { untilInterrupted } from '../src/cli/interruption.ts';
import { openPhoto } from '../src/photo/open.ts';
import { makeFolders } from '../src/private-files.ts';
import { writeScenePhoto } from '../src/scenes/write.ts';
import { writeContactSheet } from '../src/video/contact-sheet.ts';
import { connectTo, openPhotoFile } from './demo/connect.ts';
import { Display } from './demo/display.ts';
import { startDemoServer } from './demo/server.ts';

interface Options {
  out: string;
  seconds: number;
  width?: number;
}

using interruption = untilInterrupted();

const command = new Command('demo')
  .description(
    'Animates a photo through its own server, and writes the video, its poster and a contact sheet.',
  )
  .argument('[photo]', 'default: a generated landscape', toPath)
  .option('--out <folder>', 'folder for the files', toPath, 'demo')
  .option('--seconds <number>', 'length of the video', toNumber, 8)
  .option('--width <pixels>', "width of the video (default: the photo's, at most 1920)", toNumber)
  .action((photo: string | undefined, options: Options) => demonstrate(photo, options, interruption.signal));

try {
  await command.parseAsync();
} catch (error) {
  const isInterrupted = interruption.exitCode !== undefined;
  console.error(
    isInterrupted ? 'interrupted' : `The demo failed: ${error instanceof Error ? error.message : error}`,
  );
  process.exitCode = interruption.exitCode ?? 1;
}

async function demonstrate(photo: string | undefined, options: Options, signal: AbortSignal): Promise<void> {
  // Rejects an unusable photo before a server is started.
  if (photo !== undefined) await openPhoto(photo);
  const folder = resolve(options.out);
  await makeFolders(folder);
  const photoPath = photo ?? (await generatePhoto(folder));
  const started = performance.now();
  console.log('starting the server');
  const server = await startDemoServer(signal);
  const display = new Display(process.stdout);
  try {
    display.line(`server ready at ${server.url}/graphql after ${secondsSince(started)} s`);
    const client = connectTo(server.url);
    const image = await client.upload(await openPhotoFile(photoPath), { signal });
    display.line(
      `uploaded ${relative(callersFolder(), photoPath)}: ${image.widthPixels} × ${image.heightPixels}`,
    );
    const settings = { durationSeconds: options.seconds, widthPixels: options.width };
    const { id } = await client.animate(image.id, settings, { signal });
    for await (const event of client.follow(id, { signal })) display.show(event);
    const { video, poster } = await client.finished(id, { signal });
    if (!video || !poster) throw new Error('the finished files are gone');
    const files = await fetchOutputs(client, [video.url, poster.url], folder, signal);
    const { animation } = await client.request(operations.report, { id });
    if (animation?.report) report(video, animation.report, files, display);
  } finally {
    display.end();
    await server.close();
  }
}

async function generatePhoto(folder: string): Promise<string> {
  console.log('generating a landscape');
  const path = join(folder, 'photo.png');
  await writeScenePhoto(path);
  return path;
}

async function fetchOutputs(
  client: DriftscapeClient,
  urls: readonly string[],
  folder: string,
  signal: AbortSignal,
): Promise<string[]> {
  const [video, poster, sheet] = ['video.mp4', 'poster.jpg', 'contact-sheet.jpg'].map((name) =>
    join(folder, name),
  );
  for (const [index, path] of [video, poster].entries()) {
    const { body } = await client.fetchFile(urls[index], { signal });
    await pipeline(Readable.fromWeb(body as ReadableStream), createWriteStream(path), { signal });
  }
  await writeContactSheet(video, sheet);
  return [video, poster, sheet];
}

type FinishedVideo = NonNullable<Awaited<ReturnType<DriftscapeClient['finished']>>['video']>;
type Report = NonNullable<NonNullable<DataOf<typeof operations.report>['animation']>['report']>;

function report(video: FinishedVideo, report: Report, files: readonly string[], display: Display): void {
  const { stageSeconds: seconds, quality } = report;
  const stages = (['decode', 'motion', 'appearance', 'render', 'encode'] as const)
    .map((stage) => `${stage} ${seconds[stage].toFixed(1)}`)
    .join(', ');
  display.line('');
  for (const file of files) display.line(relative(callersFolder(), file));
  display.line('');
  display.line(
    `video     ${video.widthPixels} × ${video.heightPixels}, ${video.frames} frames at ${video.fps} fps, ${megabytes(video.sizeBytes)} MB`,
  );
  display.line(
    `time      ${seconds.total.toFixed(1)} s in all (${stages}) on ${report.device} with ${report.bundle}`,
  );
  display.line(
    `live      first preview ${display.firstPreviewSeconds?.toFixed(1) ?? '–'} s after the upload began, ${display.previews} in all`,
  );
  display.line(`memory    ${megabytes(report.peakRssBytes)} MB at most in the engine`);
  display.line(
    `quality   frame 0 off the photo by ${quality.firstFrameMaxAbsError}, seam ratio ${quality.seamRatio.toFixed(2)}, contrast kept ${quality.contrastKept.toFixed(2)}, ${quality.meanSpeedPixels.toFixed(2)} pixels a frame`,
  );
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);
}

function secondsSince(started: number): string {
  return ((performance.now() - started) / 1000).toFixed(1);
}
