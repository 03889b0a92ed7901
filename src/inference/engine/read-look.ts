import { fork } from 'node:child_process';
import { once } from 'node:events';
import { UserError } from '../../errors.ts';
import type { PictureLook } from '../appearance/picture-look.ts';
import { type Fault, toError } from './messages.ts';

const processPath = new URL('./look-process.ts', import.meta.url);
/** Networks are loaded and a picture is decoded within seconds; past this the process hangs. */
const timeoutMs = 120_000;

/**
 * Reads the light of a picture in a process of its own, which ends with it.
 * @throws UserError of the picture or the bundle; ENGINE_CRASHED (retryable) when the process ends without an answer
 */
export async function readLookApart(bundleDirectory: string, path: string): Promise<PictureLook> {
  const child = fork(processPath, [bundleDirectory, path], {
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const timeout = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  try {
    const answer = await new Promise<{ look: PictureLook } | { fault: Fault }>((resolve, reject) => {
      child.once('message', resolve);
      child.once('error', reject);
      child.once('exit', () => {
        const message = 'The process that reads a picture’s light ended before it was done; try again';
        reject(new UserError('ENGINE_CRASHED', message, { isRetryable: true }));
      });
    });
    if ('fault' in answer) throw toError(answer.fault);
    return answer.look;
  } finally {
    clearTimeout(timeout);
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  }
}
