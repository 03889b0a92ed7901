import { fork } from 'node:child_process';
import { once } from 'node:events';
import { UserError } from '../../errors.ts';
import type { LightPreviews } from '../appearance/light-previews.ts';
import type { PictureLook } from '../appearance/picture-look.ts';
import type { ClipLight } from '../clip/clip-light.ts';
import type { ClipMotion } from '../clip/clip-motion.ts';
import { type Fault, toError } from './messages.ts';

const processPath = new URL('./reading-process.ts', import.meta.url);
/** Loading networks and reading a file take seconds; after this time the process counts as hung. */
const timeoutMs = 120_000;

/** Readable data: the light of a picture, a picture in all lights, the motion of a clip, and its light. */
export interface Readings {
  light: PictureLook;
  previews: LightPreviews;
  motion: ClipMotion;
  clipLight: ClipLight;
}

export type Answer = { found: Readings[keyof Readings] } | { fault: Fault };

/**
 * Reads a file with the networks of a bundle in a separate process, which then ends.
 * @throws UserError for the file or the bundle; ENGINE_CRASHED (retryable) if the process ends without a result
 */
export async function readApart<What extends keyof Readings>(
  bundleDirectory: string,
  what: What,
  path: string,
): Promise<Readings[What]> {
  const child = fork(processPath, [bundleDirectory, what, path], {
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const timeout = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  try {
    const answer = await new Promise<Answer>((resolve, reject) => {
      child.once('message', resolve);
      child.once('error', reject);
      child.once('exit', () => {
        const message = `The process that reads ${what} ended before it was done; try again`;
        reject(new UserError('ENGINE_CRASHED', message, { isRetryable: true }));
      });
    });
    if ('fault' in answer) throw toError(answer.fault);
    return answer.found as Readings[What];
  } finally {
    clearTimeout(timeout);
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  }
}
