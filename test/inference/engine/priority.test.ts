import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EngineProcess } from '../../../src/inference/engine/client.ts';
import { writeTestBundle } from '../test-bundle.ts';

/** Niceness of every thread of a process. */
async function nicenessOfThreads(processId: number): Promise<number[]> {
  const folder = `/proc/${processId}/task`;
  const ids = await readdir(folder);
  const stats = await Promise.all(ids.map((id) => readFile(`${folder}/${id}/stat`, 'utf8')));
  // Fields count from the process's name, which may hold spaces: proc_pid_stat(5).
  return stats.map((stat) => Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]));
}

test.skipIf(process.platform !== 'linux')('all threads of an engine let others go first', async () => {
  const root = await mkdtemp(join(tmpdir(), 'priority-'));
  try {
    const bundleDirectory = await writeTestBundle(join(root, 'bundle'));
    const engine = await EngineProcess.start({ bundleDirectory, device: 'cpu' });
    const niceness = await nicenessOfThreads(engine.processId as number);
    await engine.close();
    expect(niceness.length).toBeGreaterThan(4);
    expect(niceness.filter((value) => value !== constants.priority.PRIORITY_BELOW_NORMAL)).toEqual([]);
  } finally {
    await rm(root, { recursive: true });
  }
});
