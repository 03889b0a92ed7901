import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';
import { runAnimate } from '../../../src/cli/animate-command.ts';
import { writeScenePhoto } from '../../../src/scenes/write.ts';
import { writeTestBundle } from '../../inference/test-bundle.ts';

export const cli = fileURLToPath(new URL('../../../src/cli.ts', import.meta.url));

export interface Run {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** A small photo, a bundle, and for each test an empty folder for what it makes. */
export class CommandBench implements AsyncDisposable {
  readonly root: string;
  readonly bundle: string;
  readonly photo: string;
  /** Where the video goes; see {@link clear}. */
  folder = '';

  private constructor(root: string, bundle: string) {
    this.root = root;
    this.bundle = bundle;
    this.photo = join(root, 'photo.jpg');
  }

  static async open(): Promise<CommandBench> {
    const root = await mkdtemp(join(tmpdir(), 'cli-'));
    const bench = new CommandBench(root, await writeTestBundle(join(root, 'bundle')));
    await writeScenePhoto(bench.photo, { width: 320, height: 200 });
    return bench;
  }

  /** Makes {@link folder} a new one. */
  async clear(): Promise<void> {
    this.folder = await mkdtemp(join(this.root, 'out-'));
  }

  get video(): string {
    return join(this.folder, 'video.mp4');
  }

  /** The arguments for a short video of a photo. */
  shortOf(photo: string, ...args: readonly string[]): string[] {
    return [
      ...[photo, '--out', this.video, '--bundle', this.bundle, '--device', 'cpu'],
      ...['--seconds', '0.4', '--preset', 'ultrafast', ...args],
    ];
  }

  /** Makes a short video of the photo by the command, in this process. */
  animate(...args: readonly string[]): Promise<Run> {
    return runHere(...this.shortOf(this.photo, ...args));
  }

  /** Starts a command of its own whose rendering takes long, and waits until it has begun. */
  async startLong() {
    const args = ['--out', this.video, '--bundle', this.bundle, '--device', 'cpu', '--seconds', '600'];
    const child = spawn(process.execPath, [cli, this.photo, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
    let stderr = '';
    await new Promise<void>((resolve) => {
      child.stderr.on('data', (chunk) => {
        stderr += chunk;
        if (stderr.includes('rendering')) resolve();
      });
    });
    return { child, stderrOf: () => stderr };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.root, { recursive: true });
  }
}

/** Runs a program of Node's, the command unless another is named, and waits for its end. */
export function runProgram(args: readonly string[], options: object = {}, program = process.execPath) {
  return new Promise<Run>((resolve) => {
    execFile(program, args, options, (error, stdout, stderr) => {
      resolve({ exitCode: error ? Number(error.code) : 0, stdout: `${stdout}`, stderr: `${stderr}` });
    });
  });
}

/** Runs the command in this process, which spares its start; what it writes is caught. */
export async function runHere(...args: readonly string[]): Promise<Run> {
  const written = { stdout: '', stderr: '' };
  const spies = [
    vi.spyOn(console, 'log').mockImplementation((line) => {
      written.stdout += `${line}\n`;
    }),
    vi.spyOn(console, 'error').mockImplementation((line) => {
      written.stderr += `${line}\n`;
    }),
    ...(['stdout', 'stderr'] as const).map((name) =>
      vi.spyOn(process[name], 'write').mockImplementation((text) => {
        written[name] += text;
        return true;
      }),
    ),
  ];
  try {
    return { exitCode: await runAnimate(args), ...written };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
