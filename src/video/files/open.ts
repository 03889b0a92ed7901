import type { CodecContext } from 'node-av/lib';
import type { VideoEncoderSettings } from '../video.ts';
import { MediaFile } from './media-file.ts';
import { muxerOf } from './muxers.ts';
import type { VideoFile } from './video-file.ts';
import { ZipFile } from './zip-file.ts';

/** Opens the file for a video in this format, from the packets of `encoder`, which must be open. */
export function openVideoFile(
  path: string,
  encoder: CodecContext,
  { format = 'mp4-h264', comment, isLoop }: VideoEncoderSettings,
): Promise<VideoFile> {
  const muxer = muxerOf(format);
  return muxer ? MediaFile.create(path, muxer, encoder, { comment, isLoop }) : ZipFile.create(path, comment);
}
