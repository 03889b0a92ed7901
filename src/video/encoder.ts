import { openFileEncoder } from './file-encoder.ts';
import type { VideoEncoder, VideoEncoderSettings } from './video.ts';

/**
 * Opens an encoder that writes a video to `path`, in the format that the settings name. Any failure removes what was written.
 * @throws UserError INVALID_SETTINGS for what the format does not hold; ENCODER_FAILED when the encoder refuses the settings, or
 *   later when a GPU fails; STORAGE_FULL when the disk is full
 */
export function openVideoEncoder(path: string, settings: VideoEncoderSettings): Promise<VideoEncoder> {
  return openFileEncoder(path, settings);
}
