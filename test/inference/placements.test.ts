import { expect, it } from 'vitest';
import {
  countNodes,
  describePlacements,
  type Placements,
  readPlacements,
} from '../../src/inference/runtime/placements.ts';
import { openSession } from '../../src/inference/runtime/session.ts';
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

it('a profile tells which device ran how many nodes of which kind', () => {
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

it('one line says what fell back to the CPU', () => {
  expect(describePlacements(readPlacements(mixed), 'webgpu')).toBe(
    '2 of 5 nodes, the CPU the others: Pad 2, Shape 1',
  );
  const whole = JSON.stringify([node('Conv', 'CUDAExecutionProvider')]);
  expect(describePlacements(readPlacements(whole), 'cuda')).toBe('all 1 nodes');
});

it('a profile that names nobody known is refused', () => {
  const text = JSON.stringify([node('Conv', 'TensorrtExecutionProvider')]);
  expect(() => readPlacements(text)).toThrow('not TensorrtExecutionProvider');
});

it('on the CPU every node of a graph is run by the CPU', async () => {
  const found: Placements[] = [];
  const lines: string[] = [];
  const session = await openSession(encodeOnnxModel(motionGraph()), {
    device: 'cpu',
    optimisation: 'disabled',
    onPlacements: (placements) => found.push(placements),
    log: (line) => lines.push(line),
  });
  await session.close();
  const counts = { Gather: 1, Reshape: 1, Mul: 4, ReduceMean: 1, Add: 1, Pow: 1 };
  expect(found).toEqual([new Map([['cpu', new Map(Object.entries(counts))]])]);
  expect(lines).toEqual([]);
});
