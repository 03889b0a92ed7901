import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { flowBound } from '../test-bundle.ts';
import type { WebGpuFindings } from './child.ts';

/** Chromium brings a GPU in software, which is slow but the same to WebGPU. */
const chromium = process.env.CHROMIUM_LIBRARIES ?? '/usr/lib/chromium';
const driver = `${chromium}/vk_swiftshader_icd.json`;

describe.skipIf(process.platform !== 'linux' || !existsSync(driver))('on WebGPU', () => {
  let child: ChildProcess;
  let findings: WebGpuFindings;
  beforeAll(async () => {
    // The loader of libraries reads its path when a process starts.
    child = fork(new URL('./child.ts', import.meta.url), {
      execArgv: ['--no-warnings'],
      env: { ...process.env, VK_DRIVER_FILES: driver, LD_LIBRARY_PATH: chromium },
    });
    const ended = once(child, 'exit').then(([status]) => {
      throw new Error(`The process on WebGPU ended with ${status} and told nothing`);
    });
    [findings] = await Promise.race([once(child, 'message'), ended]);
  }, 120_000);
  afterAll(() => {
    child.kill();
  });

  test('a network runs completely, as the log says', () => {
    expect(findings.devices[0]).toBe('webgpu');
    expect(findings.flow).toBeCloseTo(0.5 * flowBound, 6);
    expect(findings.log).toContainEqual(expect.stringMatching(/^webgpu runs a network: all \d+ nodes$/));
  });

  test('a node without a kernel runs on the CPU, and the log names its operator', () => {
    expect(findings.devices[1]).toBe('webgpu');
    expect(findings.log).toContain('webgpu runs a mixed graph: 1 of 2 nodes, the CPU the others: Det 1');
  });

  test('the graph renders the engine’s frames', () => {
    expect(findings.renderer).toBe('onnx');
  });

  test('every kind of frame, with or without kept pictures, is rendered without the CPU to within one level of the reference', () => {
    expect(findings.renderGraphs).toEqual({ webgpu: 128 });
    expect(findings.largestDifference).toBeLessThanOrEqual(1);
  });
});
