import { createInterface } from 'node:readline';
import { launch, RunningProgram } from './program.ts';

/** A worker like a real one: its own process. */
export class WorkerProcess extends RunningProgram {
  /**
   * Starts it and waits until it is ready.
   * @param wrapper as {@link launch} takes it
   * @throws Error with what it said when it ends before that
   */
  static async start(
    settings: Record<string, string>,
    wrapper: readonly string[] = [],
  ): Promise<WorkerProcess> {
    const child = launch(settings, ['src/worker.ts'], wrapper);
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += chunk;
    });
    for await (const line of createInterface({ input: child.stdout })) {
      if (!line.includes('worker is ready')) continue;
      child.stdout.resume();
      return new WorkerProcess(child);
    }
    throw new Error(`Ended before it was ready: ${said}`);
  }
}
