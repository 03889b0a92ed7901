import { getSystemErrorMap } from 'node:util';
import { AV_LOG_QUIET, AVERROR_ENOSPC } from 'node-av/constants';
import { FFmpegError, Log } from 'node-av/lib';
import { UserError } from '../errors.ts';

// FFmpeg's messages are in the errors; its own log lines would mix with ours on stderr.
Log.setLevel(AV_LOG_QUIET);

/**
 * AVERROR(EDQUOT) and AVERROR(EFBIG) on Linux: a quota, and the largest file that a process may write (`ulimit -f`).
 */
const quotaExceeded = -122;
const fileTooLarge = -27;

/** The error for a failure of a GPU's encoder. It is not caused by the video, which x264 can encode. */
export function gpuEncoderFailed(code: number, what: string): UserError {
  const cause = new FFmpegError(code);
  const message = `${what} (${cause.message}); try again, or use the encoder x264`;
  return new UserError('ENCODER_FAILED', message, { cause, isRetryable: true });
}

/**
 * Returns FFmpeg's return code unless it is an error.
 * @throws UserError STORAGE_FULL if the disk or a quota is full or the file too large, otherwise Error, with the
 *   operating system's code if it is one of its errors; the message says that `action` failed
 */
export function check(code: number, action: string): number {
  if (code >= 0) return code;
  const cause = new FFmpegError(code);
  if (code === AVERROR_ENOSPC || code === quotaExceeded || code === fileTooLarge) {
    const message = `Could not ${action}: no space left on the disk, or in what may be written; free some and try again`;
    throw new UserError('STORAGE_FULL', message, { cause, isRetryable: true });
  }
  throw Object.assign(new Error(`Could not ${action}: ${cause.message}`, { cause }), systemCode(code));
}

/** FFmpeg passes errors of the operating system on with their numbers; its own numbers are far below. */
function systemCode(code: number): { code?: string } {
  const [name] = getSystemErrorMap().get(code) ?? [];
  return name === undefined ? {} : { code: name };
}
