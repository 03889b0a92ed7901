import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));

/** The report of `animate --json`. */
export interface AnimateReport {
  width: number;
  height: number;
  frames: number;
  fps: number;
  device: string;
  bundle: string;
  seconds: Record<'decode' | 'motion' | 'appearance' | 'render' | 'encode' | 'total', number>;
  peakRssBytes: number;
  quality: Record<'firstFrameMaxAbsError' | 'seamRatio' | 'contrastKept' | 'meanSpeedPixels', number>;
}

/** Runs the command-line tool in its own process, like a user. @throws Error with its message if it fails */
export async function animate(photo: string, video: string, args: readonly string[]): Promise<AnimateReport> {
  const child = spawn(process.execPath, [cli, photo, '--out', video, '--force', '--json', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  const [exitCode] = await once(child, 'close');
  if (exitCode !== 0) throw new Error(`animate ended with ${exitCode}: ${stderr.trim().split('\n').at(-1)}`);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}
