import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DraftEngine } from '../../src/inference/engine/draft-client.ts';
import type { DraftTaskName, DraftTasks, SceneFacts } from '../../src/inference/engine/draft-messages.ts';

/** A task of the draft engine, played by the test. */
export class ScriptedTask<Name extends DraftTaskName = DraftTaskName> {
  readonly name: Name;
  readonly task: DraftTasks[Name]['task'];
  readonly signal: AbortSignal | undefined;
  readonly #result = Promise.withResolvers<DraftTasks[Name]['result']>();

  constructor(name: Name, task: DraftTasks[Name]['task'], signal?: AbortSignal) {
    this.name = name;
    this.task = task;
    this.signal = signal;
    signal?.addEventListener('abort', () => this.fail(new DOMException('canceled', 'AbortError')));
  }

  get done(): Promise<DraftTasks[Name]['result']> {
    return this.#result.promise;
  }

  finish(result: DraftTasks[Name]['result']): void {
    this.#result.resolve(result);
  }

  fail(error: unknown): void {
    this.#result.reject(error);
  }
}

/** A draft engine without networks: what it does is what the test says. */
export class ScriptedDraftEngine implements DraftEngine {
  readonly #tasks: ScriptedTask[] = [];
  #waiting: ((task: ScriptedTask) => void) | undefined;

  async run<Name extends DraftTaskName>(name: Name, task: DraftTasks[Name]['task'], signal?: AbortSignal) {
    signal?.throwIfAborted();
    const scripted = new ScriptedTask(name, task, signal);
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting) waiting(scripted as unknown as ScriptedTask);
    else this.#tasks.push(scripted as unknown as ScriptedTask);
    return scripted.done;
  }

  async close(): Promise<void> {}

  /** The next task, which must be of this kind. */
  async next<Name extends DraftTaskName>(name: Name): Promise<ScriptedTask<Name>> {
    const task =
      this.#tasks.shift() ??
      (await new Promise<ScriptedTask>((resolve) => {
        this.#waiting = resolve;
      }));
    if (task.name !== name) throw new Error(`Expected the task ${name}, but it is ${task.name}`);
    return task as unknown as ScriptedTask<Name>;
  }

  /** Whether a task waits to be played. */
  get hasTask(): boolean {
    return this.#tasks.length > 0;
  }

  /** Makes the next draft. */
  async makeDraft(bytes = 'a draft'): Promise<ScriptedTask<'draft'>> {
    const task = await this.next('draft');
    await writeFile(task.task.videoPath, bytes);
    task.finish({ width: 480, height: 270, frames: 96, fps: 12 });
    return task;
  }

  /** Finds the next scene: sky over land. */
  async findScene(): Promise<ScriptedTask<'scene'>> {
    const task = await this.next('scene');
    for (const name of ['sky.png', 'sky.jpg', 'land.png', 'land.jpg']) {
      await writeFile(join(task.task.folder, name), name);
    }
    task.finish(plainScene);
    return task;
  }
}

const plainScene: SceneFacts = {
  widthPixels: 320,
  heightPixels: 180,
  horizon: 0.5,
  regions: [
    { region: 'SKY', areaShare: 0.4, degrees: 180, speedPercent: 1.5 },
    { region: 'LAND', areaShare: 0.6, degrees: null, speedPercent: null },
  ],
  lights: [{ at: { x: 0.5, y: 0.25 }, radius: 0.1 }],
};
