import { stat } from 'node:fs/promises';
import { UserError } from '../../errors.ts';
import { type Container, containerOf } from '../../video/containers.ts';
import { decodeVideo, probeVideo, type VideoFacts } from '../../video/decoder.ts';
import { networkSize } from '../bundle/schema.ts';
import { clipLimits } from './limits.ts';

export interface ClipFrames {
  /** Luma of each frame, {@link networkSize}² bytes, its aspect not kept, as the networks see pictures. */
  frames: Uint8Array[];
  fps: number;
}

/** A clip that can be decoded. */
export interface OpenClip {
  container: Container;
  facts: VideoFacts;
}

/**
 * Decodes the beginning of a clip at network size.
 * @throws UserError INVALID_CLIP: as {@link openClip}, or damaged
 */
export async function readClip(path: string): Promise<ClipFrames> {
  const { container, facts } = await openClip(path);
  return { frames: await decode(path, container), fps: facts.fps };
}

/**
 * @throws UserError INVALID_CLIP for a file that is not a video, has no frame rate, or is too long or too large;
 * NOT_FOUND
 */
export async function openClip(path: string): Promise<OpenClip> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) throw new UserError('NOT_FOUND', `Expected a clip at ${path}, but there is no file`);
  const { size } = found;
  if (size > clipLimits.bytes) {
    const megabytes = (bytes: number) => `${Math.round(bytes / 1024 ** 2)} MiB`;
    throw unfit(
      `of at most ${megabytes(clipLimits.bytes)}`,
      `it has ${megabytes(size)}; cut a part out of it`,
    );
  }
  const container = await containerOf(path);
  if (!container) throw unfit('as MP4, MOV, WebM or MKV', 'this is none of them; export it as MP4');
  const facts = await probeVideo(path, container).catch((cause) => {
    throw unfit('that can be opened', 'this one is damaged or holds no video; export it as MP4', cause);
  });
  requireSize(facts);
  return { container, facts };
}

function requireSize({ width, height, fps, durationSeconds }: VideoFacts): void {
  const { seconds, pixels } = clipLimits;
  if (!(width > 0 && height > 0 && fps > 0)) {
    throw unfit('with a size and a frame rate', 'its header has none; export it again as MP4');
  }
  if (durationSeconds > seconds) {
    throw unfit(
      `of at most ${seconds} seconds`,
      `it has ${Math.round(durationSeconds)}; cut out the part that counts`,
    );
  }
  if (width * height > pixels) {
    throw unfit('of at most 4096 × 2304 pixels', `it has ${width} × ${height}; scale it down`);
  }
}

async function decode(path: string, container: Container): Promise<Uint8Array[]> {
  const deadline = performance.now() + clipLimits.decodeSeconds * 1000;
  const points = networkSize ** 2;
  const size = { width: networkSize, height: networkSize };
  const frames: Uint8Array[] = [];
  try {
    for await (const { data } of decodeVideo(path, { layout: 'yuv420', size, container })) {
      frames.push(Uint8Array.from(data.subarray(0, points)));
      if (frames.length === clipLimits.frames || performance.now() > deadline) break;
    }
  } catch (cause) {
    // The frames before the damage may suffice.
    if (frames.length === 0) throw unfit('that decodes', 'this one is damaged; export it again', cause);
  }
  return frames;
}

/** The error for an unusable clip. */
export function unfit(expected: string, received: string, cause?: unknown): UserError {
  return new UserError('INVALID_CLIP', `Expected a clip ${expected}, but ${received}`, { cause });
}
