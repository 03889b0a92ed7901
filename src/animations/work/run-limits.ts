import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Failure } from '../events/events.ts';

/** Limits of one rendering. */
export interface RunLimits {
  /** 0: no limit. */
  renderSeconds: number;
  /** Total for its video and poster. */
  outputBytes: number;
}

const exceeded = ['took too long', 'grew too large'] as const;
/** The exceeded limit of a rendering. */
export type LimitExceeded = (typeof exceeded)[number];

export function isLimitExceeded(reason: unknown): reason is LimitExceeded {
  return (exceeded as readonly unknown[]).includes(reason);
}

const measureEveryMs = 500;

/**
 * Watches a rendering until it is disposed.
 * @param folder folder of its files
 * @param stop called once it exceeds a limit
 */
export function watchLimits(
  { renderSeconds, outputBytes }: RunLimits,
  folder: string,
  stop: (limit: LimitExceeded) => void,
): Disposable {
  const timer = renderSeconds > 0 ? setTimeout(() => stop('took too long'), renderSeconds * 1000) : undefined;
  const measure = async () => {
    if ((await sizeOf(folder)) > outputBytes) stop('grew too large');
  };
  // A failed measurement is repeated the next time, or at the end.
  const interval = setInterval(() => measure().catch(() => {}), measureEveryMs);
  return {
    [Symbol.dispose]() {
      clearTimeout(timer);
      clearInterval(interval);
    },
  };
}

/** The error message for an exceeded limit. */
export function failureOf(limit: LimitExceeded, { renderSeconds, outputBytes }: RunLimits): Failure {
  const advice = 'ask for a shorter or smaller video';
  return limit === 'took too long'
    ? {
        code: 'RENDER_TIMED_OUT',
        message: `Expected it to be rendered within ${renderSeconds} s; ${advice}, or have MAX_RENDER_SECONDS raised`,
        isRetryable: false,
      }
    : {
        code: 'VIDEO_TOO_LARGE',
        message: `Expected a video and poster of at most ${outputBytes} bytes; ${advice} or a larger crf, or have MAX_OUTPUT_BYTES raised`,
        isRetryable: false,
      };
}

async function sizeOf(folder: string): Promise<number> {
  const names = await readdir(folder);
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(folder, name)).then(
        ({ size }) => size,
        // The file was renamed or removed meanwhile.
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
