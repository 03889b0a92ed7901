import { decodeVideo, probeVideo } from '../../src/video/decoder.ts';
import { keyFrameSeconds } from '../../src/video/key-frames.ts';
import { encodeAlone, renderToMemory } from '../encode-alone.ts';
import { median, timeInTurn } from '../measure.ts';
import type { BenchReport } from '../report.ts';
import { changesOfStill, findStill } from '../still-pixels.ts';
import type { Subject } from '../subject.ts';

/** Effect of the encoder on a 1080p video: still pixels, the whole picture, file size, and seek time. */
export async function benchEncoder(report: BenchReport, subject: Subject): Promise<void> {
  const { width, height } = subject.setup.photo;
  const frames = await renderToMemory(subject);
  const { path, bytes, ms } = await encodeAlone(frames, subject);
  report.row('encoder', `encode ${frames.length} frames`, ms, 'ms');
  report.row('encoder', 'file', bytes / 1e6, 'MB');

  const isStill = findStill(frames, width * height);
  const share = isStill.reduce((sum, still) => sum + still, 0) / isStill.length;
  report.row('encoder', 'share of pixels that are still in all frames', share, '');
  const { adjacent, seam } = await changesOfStill(path, isStill);
  report.row('encoder', 'change of still pixels, median of all frames', median(adjacent), 'levels');
  report.row('encoder', 'luma, mean of all frames', await meanPsnr(path, frames), 'dB');
  report.field('stillChange', Math.max(...adjacent));
  report.field('stillSeam', seam);

  const { fps } = await probeVideo(path);
  const farthest = Math.min(frames.length, Math.round(keyFrameSeconds * fps)) - 1;
  const seek = await timeInTurn(
    { middle: () => decodeTo(path, farthest >> 1), farthest: () => decodeTo(path, farthest) },
    5,
  );
  report.field('seekMs', seek.middle);
  report.field('longestSeekMs', seek.farthest);
  const before = process.cpuUsage();
  await decodeTo(path, farthest);
  const { user, system } = process.cpuUsage(before);
  report.row('encoder', 'CPU time of the longest seek', (user + system) / 1000, 'ms');
}

/** Seeks to a frame like a player: decodes from the previous key frame, here the first. */
async function decodeTo(path: string, frame: number): Promise<void> {
  const picks = (index: number) => index === frame;
  for await (const _ of decodeVideo(path, { layout: 'yuv420', picks })) return;
}

async function meanPsnr(path: string, frames: readonly Uint8Array[]): Promise<number> {
  let sum = 0;
  for await (const { index, data, width, height } of decodeVideo(path, { layout: 'yuv420' })) {
    let squares = 0;
    for (let i = 0; i < width * height; i++) squares += (data[i] - frames[index][i]) ** 2;
    // A frame without error has no finite value.
    sum += 10 * Math.log10(255 ** 2 / Math.max(squares / (width * height), 1e-6));
  }
  return sum / frames.length;
}
