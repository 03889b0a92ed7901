import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fromLab } from '../../src/inference/appearance/looks/lab.ts';
import { layLight } from '../../src/inference/appearance/looks/light.ts';
import type { Look } from '../../src/inference/look.ts';
import { openRenderer } from '../../src/inference/renderer/open-renderer.ts';
import { renderPixel } from '../../src/inference/renderer/reference.ts';
import type { FramePlan, RendererSetup } from '../../src/inference/renderer/renderer.ts';
import { bt709, yuv420Bytes, yuvComponent } from '../../src/inference/renderer/yuv.ts';
import { parseSettings } from '../../src/inference/settings.ts';
import type { Photo } from '../../src/photo/photo.ts';
import { decodeVideo } from '../../src/video/decoder.ts';
import { openVideoEncoder } from '../../src/video/encoder.ts';

const [width, height] = [128, 600];
const [frames, fps] = [25, 25];
const side = 384;
/** Frames that are measured: in the transition and at its end. */
const seen = [6, 12, 18, 24];
/** 10-bit levels per 8-bit level. */
const finer = 4;
const bandRows = 100;

export interface Banding {
  /**
   * Distinct levels of luma per 100 rows of the decoded file, mean over the measured frames: means of rows, in 10-bit
   * steps.
   */
  decoded: number;
  /** The same for a 10-bit picture, rounded with dither. */
  reference: number;
  /** The smaller ratio of the two. */
  share: number;
}

/**
 * Measures how many levels of luma a smooth sky keeps while its light changes from a bright noon to a look: rendered,
 * encoded as usual and decoded, compared with the same frames in 10 bits. With dither the mean of a row can be between
 * two levels; without it cannot.
 */
export async function measureBanding(look: Look): Promise<Banding> {
  const folder = await mkdtemp(join(tmpdir(), 'banding-'));
  try {
    return await measureIn(join(folder, 'sky.mp4'), look);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function measureIn(path: string, look: Look): Promise<Banding> {
  const photo = noonSky();
  const planes = { sky: ones(), land: none(), water: none(), mist: none() };
  const light = { moments: [{ look }], strength: 1, course: 'there-and-back' as const };
  const settings = { seconds: frames / fps, fps, loop: 'none' as const };
  const colours = layLight(light, skyAt(side, side), settings, { side, planes });
  const setup: RendererSetup = {
    photo,
    layers: [],
    motionGrid: { width: 2, height: 2 },
    colourGrid: { width: side, height: side },
    colourTransfer: colours.form,
  };
  const renderer = await openRenderer('cpu', setup);
  const { crf, encoderPreset: preset } = parseSettings({});
  const encoder = await openVideoEncoder(path, { width, height, fps, crf, preset, changesColours: true });
  const ofReference: number[] = [];
  const yuv = new Uint8Array(yuv420Bytes(width, height));
  for (let frame = 0; frame < frames; frame++) {
    const plan: FramePlan = { layers: [], colour: colours.colourAt(frame) };
    if (seen.includes(frame)) ofReference.push(levelsOf((y) => meanOf10Bits(setup, plan, y)));
    await renderer.renderYuv(plan, yuv);
    await encoder.addFrame(yuv);
  }
  await renderer.close();
  await encoder.finish();
  const decoded: number[] = [];
  for await (const { index, data } of decodeVideo(path, { layout: 'yuv420' })) {
    if (seen.includes(index)) decoded.push(levelsOf((y) => mean(data.subarray(y * width, (y + 1) * width))));
  }
  const share = Math.min(...decoded.map((levels, i) => levels / ofReference[i]));
  return { decoded: mean(decoded), reference: mean(ofReference), share };
}

/** Number of distinct levels, in 10-bit steps, among the means of {@link bandRows} rows; the mean over the picture. */
function levelsOf(rowMean: (y: number) => number): number {
  const bands = Array.from({ length: height / bandRows }, (_, band) => {
    const levels = Array.from({ length: bandRows }, (_, row) =>
      Math.round(finer * rowMean(band * bandRows + row)),
    );
    return new Set(levels).size;
  });
  return mean(bands);
}

function meanOf10Bits(setup: RendererSetup, plan: FramePlan, y: number): number {
  const row = Array.from({ length: width }, (_, x) => {
    const luma = yuvComponent(bt709.y, ...renderPixel(setup, plan, x, y, finer));
    return Math.round(finer * luma) / finer;
  });
  return mean(row);
}

/** A cloudless sky, from deep blue at the top to pale blue, in RGB of [-1, 1]. */
function skyAt(columns: number, rows: number): Float32Array {
  const points = columns * rows;
  const lab = new Float32Array(3 * points);
  for (let i = 0; i < points; i++) {
    const height = Math.floor(i / columns) / (rows - 1);
    for (const [c, value] of [48 + 38 * height, 2 - 6 * height, -42 + 30 * height].entries())
      lab[c * points + i] = value;
  }
  return fromLab(lab);
}

/** That sky in 8 bits. */
function noonSky(): Photo {
  const points = width * height;
  const planar = skyAt(width, height);
  const rgba = new Uint8Array(4 * points).fill(255);
  for (let i = 0; i < points; i++) {
    for (let c = 0; c < 3; c++) rgba[4 * i + c] = Math.round(127.5 * (planar[c * points + i] + 1));
  }
  return { width, height, rgba };
}

function ones(): Float32Array {
  return new Float32Array(side * side).fill(1);
}

function none(): Float32Array {
  return new Float32Array(side * side);
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}
