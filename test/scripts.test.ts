import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import packageFile from '../package.json' with { type: 'json' };
import { writeTestBundle } from './inference/test-bundle.ts';

const root = join(import.meta.dirname, '..');

it('the process of `npm start` ends when it is killed: there is no shell in between', {
  timeout: 120_000,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'scripts-'));
  const settings = {
    PORT: '0',
    DATA_DIR: folder,
    BUNDLE_DIR: await writeTestBundle(join(folder, 'bundle')),
    DEVICE: 'cpu',
  };
  // As npm runs a script: by a shell, with the packages' own programs first.
  const path = `${join(root, 'node_modules/.bin')}:${process.env.PATH}`;
  const child = spawn('sh', ['-c', packageFile.scripts.start], {
    cwd: root,
    env: { ...process.env, ...settings, PATH: path },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const lines = createInterface({ input: child.stdout });
    for await (const line of lines) {
      // Its log is JSON, every line of it.
      if (JSON.parse(line).msg.startsWith('Driftscape is ready')) break;
    }
    child.stdout.resume();
    // npm and `timeout` both pass it on: that is no wish for an end at once, which would be code 1.
    child.kill('SIGTERM');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  } finally {
    child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  }
});

it('no command mentions GPUs if there are none', { timeout: 60_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'scripts-'));
  try {
    const bundle = await writeTestBundle(join(folder, 'bundle'));
    const script = join(root, 'test/support/load-bundle.ts');
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--no-warnings', script, bundle]);
    expect(stderr).toBe('');
    // One line of ours for each kind that is passed over.
    for (const line of stdout.trim().split('\n'))
      expect(line).toMatch(/^(cuda|webgpu) is not used: |^(cuda|webgpu) runs |^cpu$/);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
