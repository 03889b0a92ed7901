import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { compileCacheFolder } from '../../compile-cache.ts';
import { UserError } from '../../errors.ts';
import type { KernelChoice } from '../renderer/cpu/kernel.ts';
import type { DeviceChoice } from '../runtime/session.ts';
import type { DraftCommand, DraftEvent, DraftTaskName, DraftTasks } from './draft-messages.ts';
import { toError } from './messages.ts';

/** Makes drafts, one task at a time. */
export interface DraftEngine {
  /**
   * @throws UserError for the photo or the settings, or ENGINE_CRASHED if the process ends during the task; AbortError
   *   after `signal` aborted and the task was stopped
   */
  run<Name extends DraftTaskName>(
    name: Name,
    task: DraftTasks[Name]['task'],
    signal?: AbortSignal,
  ): Promise<DraftTasks[Name]['result']>;
  close(): Promise<void>;
}

export interface DraftEngineOptions {
  bundleDirectory: string;
  /** Default `auto`. */
  device?: DeviceChoice;
  /** Default `auto`. */
  kernel?: KernelChoice;
  /** Minutes without a task after which the process ends, to free its memory. */
  idleMinutes: number;
  /** Receives the output of the process, line by line. */
  log?: (line: string) => void;
}

const processPath = new URL('./draft-process.ts', import.meta.url);
/** Loading networks and the longest task take seconds; after this time the process counts as hung. */
const timeoutMs = 120_000;
/** A canceled task stops between two frames, or between two network runs. */
const cancelTimeoutMs = 20_000;

/** A process that starts with the first task, caches predictions for photos, and ends when idle. */
export class DraftProcess implements DraftEngine {
  readonly #options: DraftEngineOptions;
  #child: ChildProcess | undefined;
  #lastId = 0;
  #isBusy = false;
  #isClosed = false;
  #idle: NodeJS.Timeout | undefined;

  constructor(options: DraftEngineOptions) {
    this.#options = options;
  }

  /** For tests of its life. */
  get processId(): number | undefined {
    return this.#child?.pid;
  }

  async run<Name extends DraftTaskName>(
    name: Name,
    task: DraftTasks[Name]['task'],
    signal?: AbortSignal,
  ): Promise<DraftTasks[Name]['result']> {
    if (this.#isClosed) throw new Error('Expected an open draft process, but it was closed');
    if (this.#isBusy) throw new Error('Expected an idle draft process, but it is at another task');
    signal?.throwIfAborted();
    this.#isBusy = true;
    clearTimeout(this.#idle);
    try {
      const child = await this.#start();
      const id = ++this.#lastId;
      let timeout = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
      const cancel = () => {
        tell(child, { type: 'cancel', id });
        clearTimeout(timeout);
        timeout = setTimeout(() => child.kill('SIGKILL'), cancelTimeoutMs);
      };
      signal?.addEventListener('abort', cancel, { once: true });
      try {
        const answer = nextAnswer(child, id);
        tell(child, { type: 'do', id, name, task } as DraftCommand);
        if (signal?.aborted) cancel();
        return (await answer) as DraftTasks[Name]['result'];
      } finally {
        clearTimeout(timeout);
        signal?.removeEventListener('abort', cancel);
      }
    } finally {
      this.#isBusy = false;
      this.#idle = setTimeout(() => this.#end(), this.#options.idleMinutes * 60_000).unref();
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#idle);
    await this.#end();
  }

  /** The process, once its networks are loaded. */
  async #start(): Promise<ChildProcess> {
    if (this.#child && isAlive(this.#child)) return this.#child;
    const { bundleDirectory, device = 'auto', kernel = 'auto', log = () => {} } = this.#options;
    const child = fork(processPath, [bundleDirectory, device, kernel], {
      execPath: process.execPath,
      execArgv: [],
      env: { NODE_COMPILE_CACHE: compileCacheFolder, MALLOC_ARENA_MAX: '2', ...process.env },
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', log);
    }
    const end = () => child.kill('SIGKILL');
    process.once('exit', end);
    child.once('exit', () => process.off('exit', end));
    const timeout = setTimeout(end, timeoutMs);
    try {
      await nextAnswer(child, null);
    } finally {
      clearTimeout(timeout);
    }
    return child;
  }

  async #end(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    // It has no state that must be saved.
    child.kill('SIGKILL');
    await ended;
  }
}

/**
 * The result of a task, or, with `null`, whether the process is ready. @throws the reported error; ENGINE_CRASHED if
 * the process ends instead
 */
async function nextAnswer(child: ChildProcess, id: number | null): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const hear = (event: DraftEvent) => {
    if (event.type === 'ready') {
      if (id === null) resolve(undefined);
    } else if (event.id !== id) return;
    else if (event.type === 'done') resolve(event.result);
    else if (event.type === 'canceled') reject(new DOMException('The task was canceled', 'AbortError'));
    else reject(toError(event.fault));
  };
  const exit = (code: number | null, signal: NodeJS.Signals | null) => {
    const how = signal ? `was ended by ${signal}` : `ended with code ${code}`;
    const message = `The process that makes drafts ${how} before it was done; try again`;
    reject(new UserError('ENGINE_CRASHED', message, { isRetryable: true }));
  };
  child.on('message', hear);
  child.once('exit', exit);
  child.once('error', reject);
  try {
    return await promise;
  } finally {
    child.off('message', hear);
    child.off('exit', exit);
    child.off('error', reject);
  }
}

function tell(child: ChildProcess, command: DraftCommand): void {
  // An ended process is reported by `exit`.
  if (child.connected) child.send(command, () => {});
}

function isAlive(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null && child.connected;
}
