import { decodeVideo, probeVideo } from '../../src/video/decoder.ts';
import { openVideoEncoder } from '../../src/video/encoder.ts';
import type { VideoEncoderSettings } from '../../src/video/video.ts';

/** Frames of a video, planar YUV 4:2:0, with the properties that an encoder needs. */
export interface Clip {
  frames: Uint8Array[];
  settings: Pick<VideoEncoderSettings, 'width' | 'height' | 'fps'>;
}

/** Reads frames. @param most number of frames, from the first on */
export async function readClip(path: string, most = Number.POSITIVE_INFINITY): Promise<Clip> {
  const { width, height, fps } = await probeVideo(path);
  const frames: Uint8Array[] = [];
  for await (const { data } of decodeVideo(path, { layout: 'yuv420' })) {
    frames.push(new Uint8Array(data));
    if (frames.length >= most) break;
  }
  return { frames, settings: { width, height, fps } };
}

/** Encodes frames to a file, and measures its size and the CPU time. */
export async function encodeClip(
  frames: readonly Uint8Array[],
  path: string,
  settings: VideoEncoderSettings,
): Promise<{ bytes: number; cpuSeconds: number; missedBudgetBytes?: number }> {
  const before = process.cpuUsage();
  const encoder = await openVideoEncoder(path, settings);
  for (const frame of frames) await encoder.addFrame(frame);
  const { bytes, missedBudgetBytes } = await encoder.finish();
  const { user, system } = process.cpuUsage(before);
  return { bytes, cpuSeconds: (user + system) / 1e6, missedBudgetBytes };
}
