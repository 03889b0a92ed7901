import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { UserError } from '../errors.ts';
import { probeVideo } from './decoder.ts';
import { openVideoEncoder } from './encoder.ts';
import { type EncoderChoice, type EncoderName, type GpuEncoderName, runsOnGpu } from './encoders.ts';

const trialVideo = { width: 320, height: 192, fps: 30, crf: 20, preset: 'medium' } as const;
const trialFrames = 8;
/** Why each does not work on this machine (undefined: it works), tested once per process. */
const trials = new Map<GpuEncoderName, Promise<string | undefined>>();

export interface EncoderTrialOptions {
  /** Receives the reason if `auto` does not use the GPU. */
  log?: (line: string) => void;
  /** Longest duration of a trial, in milliseconds; default 5000. A working GPU needs less than a second. */
  trialLimitMs?: number;
  /** Opens the encoder for the trial; default: {@link openVideoEncoder}. */
  openVideo?: typeof openVideoEncoder;
}

/**
 * The encoder for all videos of this process. A GPU encoder is chosen only if it encodes a few test frames.
 * @throws UserError INVALID_SETTINGS if the requested encoder does not work here
 */
export async function chooseEncoder(
  choice: EncoderChoice = 'auto',
  { log = () => {}, trialLimitMs = 5000, openVideo = openVideoEncoder }: EncoderTrialOptions = {},
): Promise<EncoderName> {
  if (choice !== 'auto' && !runsOnGpu(choice)) return choice;
  const encoder = choice === 'auto' ? 'nvenc' : choice;
  const trial = trials.get(encoder) ?? findFault(() => encodeTrial(encoder, openVideo), trialLimitMs);
  trials.set(encoder, trial);
  const fault = await trial;
  if (fault === undefined) return encoder;
  if (choice === 'auto') {
    log(`${encoder} is not used: ${fault}`);
    return 'x264';
  }
  const message = `Expected the encoder ${encoder} to work on this machine, but ${fault}; use \`auto\` or \`x264\``;
  throw new UserError('INVALID_SETTINGS', message);
}

async function findFault(encodeTrial: () => Promise<void>, limitMs: number): Promise<string | undefined> {
  const trial = encodeTrial().then(
    () => undefined,
    (error) => (error instanceof Error ? error.message.split(';')[0] : String(error)),
  );
  return Promise.race([trial, wait(limitMs, `a trial took over ${limitMs} ms`, { ref: false })]);
}

/** Makes a short video in the same way as all videos, and decodes it. */
async function encodeTrial(encoder: GpuEncoderName, openVideo: typeof openVideoEncoder): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'driftscape-trial-'));
  try {
    const path = join(folder, 'trial.mp4');
    const { width, height } = trialVideo;
    const video = await openVideo(path, { ...trialVideo, encoder });
    const yuv = new Uint8Array((width * height * 3) / 2);
    for (let frame = 0; frame < trialFrames; frame++) {
      yuv.forEach((_, i) => {
        yuv[i] = 64 + ((i + 8 * frame) % 128);
      });
      await video.addFrame(yuv);
    }
    await video.finish();
    const { frames } = await probeVideo(path);
    if (frames !== trialFrames) throw new Error(`a trial of ${trialFrames} frames resulted in ${frames}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
