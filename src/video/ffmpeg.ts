import { getSystemErrorMap } from 'node:util';
import { AV_LOG_QUIET, AVERROR_ENOSPC } from 'node-av/constants';
import { FFmpegError, Log } from 'node-av/lib';
import { UserError } from '../errors.ts';

// What FFmpeg has to say reaches callers as errors; its own lines would mix with ours on stderr.
Log.setLevel(AV_LOG_QUIET);

/** AVERROR(EDQUOT) and AVERROR(EFBIG) on Linux: a quota, and the longest file that a process may write (`ulimit -f`). */
const quotaExceeded = -122;
const fileTooLarge = -27;

/** A failure of a GPU's encoder, which is no fault of the video: x264 can make it. */
export function gpuEncoderFailed(code: number, what: string): UserError {
  const cause = new FFmpegError(code);
  const message = `${what} (${cause.message}); try again, or use the encoder x264`;
  return new UserError('ENCODER_FAILED', message, { cause, isRetryable: true });
}

/**
 * Passes on a return code of FFmpeg that is no error.
 * @throws UserError STORAGE_FULL when the disk, a quota or the longest file allowed is full, otherwise Error with the operating
 * system's code, where it is one of its errors; both say what `action` failed
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

/** What FFmpeg passes on of the operating system's errors has their numbers; its own are far below. */
function systemCode(code: number): { code?: string } {
  const [name] = getSystemErrorMap().get(code) ?? [];
  return name === undefined ? {} : { code: name };
}
