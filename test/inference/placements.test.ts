import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { countNodes, describePlacements, readPlacements } from '../../src/inference/runtime/placements.ts';
import { profile } from '../../src/inference/runtime/profile.ts';
import { encodeOnnxModel } from './onnx-model.ts';
import { motionGraph } from './test-bundle.ts';

function node(operator: string, provider: string) {
  return { cat: 'Node', name: `/a/${operator}_kernel_time`, args: { op_name: operator, provider } };
}

const mixed = JSON.stringify([
  { cat: 'Session', name: 'model_run' },
  node('Conv', 'WebGpuExecutionProvider'),
  node('Conv', 'WebGpuExecutionProvider'),
  node('MemcpyToHost', 'WebGpuExecutionProvider'),
  node('Shape', 'CPUExecutionProvider'),
  node('Pad', 'CPUExecutionProvider'),
  node('Pad', 'CPUExecutionProvider'),
]);

it('a profile counts nodes by device and type', () => {
  const placements = readPlacements(mixed);
  expect(placements).toEqual(
    new Map([
      ['webgpu', new Map([['Conv', 2]])],
      [
        'cpu',
        new Map([
          ['Shape', 1],
          ['Pad', 2],
        ]),
      ],
    ]),
  );
  expect(countNodes(placements)).toBe(5);
  expect(countNodes(placements, 'webgpu')).toBe(2);
  expect(countNodes(placements, 'cuda')).toBe(0);
});

it('one line describes what fell back to the CPU', () => {
  expect(describePlacements(readPlacements(mixed), 'webgpu')).toBe(
    '2 of 5 nodes, the CPU the others: Pad 2, Shape 1',
  );
  const whole = JSON.stringify([node('Conv', 'CUDAExecutionProvider')]);
  expect(describePlacements(readPlacements(whole), 'cuda')).toBe('all 1 nodes');
});

it('a profile with unknown devices is rejected', () => {
  const text = JSON.stringify([node('Conv', 'TensorrtExecutionProvider')]);
  expect(() => readPlacements(text)).toThrow('not TensorrtExecutionProvider');
});

it('a profile written by ONNX Runtime on the CPU assigns every node to the CPU', async () => {
  const placements = await profile(async (profileFilePrefix) => {
    const session = await InferenceSession.create(encodeOnnxModel(motionGraph()), {
      executionProviders: ['cpu'],
      enableProfiling: true,
      profileFilePrefix,
    });
    const zeros = (...dims: number[]) =>
      new Tensor('float32', new Float32Array(dims.reduce((product, size) => product * size)), dims);
    await session.run({ image: zeros(1, 3, 256, 256), code: zeros(1, 8) });
    session.endProfiling();
    await session.release();
  });
  expect([...placements.keys()]).toEqual(['cpu']);
  expect(countNodes(placements)).toBeGreaterThan(0);
});
