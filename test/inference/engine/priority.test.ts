import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EngineProcess } from '../../../src/inference/engine/client.ts';
import type { EnginePriority } from '../../../src/inference/engine/priority.ts';
import { writeTestBundle } from '../test-bundle.ts';

/** Numbers of sched(7). */
const policies = { normal: 0, idle: 5 };

let root: string;
let bundleDirectory: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'priority-'));
  bundleDirectory = await writeTestBundle(join(root, 'bundle'));
});
afterAll(() => rm(root, { recursive: true }));

/** Scheduling policy and niceness of every thread of an engine. */
async function threadsOfEngine(priority: EnginePriority): Promise<{ policy: number; niceness: number }[]> {
  const engine = await EngineProcess.start({ bundleDirectory, device: 'cpu', priority });
  try {
    const folder = `/proc/${engine.processId}/task`;
    const stats = await Promise.all(
      (await readdir(folder)).map((id) => readFile(`${folder}/${id}/stat`, 'utf8')),
    );
    return stats.map((stat) => {
      // Fields count from the process's name, which may hold spaces: proc_pid_stat(5).
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return { policy: Number(fields[38]), niceness: Number(fields[16]) };
    });
  } finally {
    await engine.close();
  }
}

describe.skipIf(process.platform !== 'linux')('what an engine gets of the processors', () => {
  test('is what nobody else wants, in all of its threads', async () => {
    const threads = await threadsOfEngine('idle');
    expect(threads.length).toBeGreaterThan(4);
    expect(threads.filter(({ policy }) => policy !== policies.idle)).toEqual([]);
  });

  test('is a share where that is asked for, for all of its threads', async () => {
    const threads = await threadsOfEngine('low');
    expect(threads.filter(({ policy }) => policy !== policies.normal)).toEqual([]);
    const { PRIORITY_BELOW_NORMAL } = constants.priority;
    expect(threads.length).toBeGreaterThan(4);
    expect(threads.filter(({ niceness }) => niceness !== PRIORITY_BELOW_NORMAL)).toEqual([]);
  });
});

test('an engine is of low priority, and says why, where the system cannot do better', async () => {
  const module = new URL('../../../src/inference/engine/priority.ts', import.meta.url);
  const program = `
    import { getPriority } from 'node:os';
    import { givePrecedence } from '${module}';
    process.env.PATH = '';
    await givePrecedence('idle', console.log);
    console.log(getPriority());`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program]);
  const [reason, niceness] = stdout.trim().split('\n');
  expect(reason).toMatch(/^the engine's priority is low instead of idle: .*chrt/);
  expect(Number(niceness)).toBe(constants.priority.PRIORITY_BELOW_NORMAL);
});
