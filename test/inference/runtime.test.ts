import { expect, test } from 'vitest';
import { openSession } from '../../src/inference/runtime/session.ts';
import { encodeOnnxModel } from './onnx-model.ts';
import { code, flowBound, motionGraph } from './test-bundle.ts';

const feeds = {
  image: { data: new Float32Array(3 * 256 * 256), dims: [1, 3, 256, 256] },
  code: { data: Float32Array.from(code(0.5, -0.25)), dims: [1, 8] },
};

test('runs a model and reports its device', async () => {
  const session = await openSession(encodeOnnxModel(motionGraph()), { device: 'cpu', threads: 1 });
  expect(session.device).toBe('cpu');
  expect(session.inputs).toEqual([
    { name: 'image', type: 'float32', dims: [1, 3, 256, 256] },
    { name: 'code', type: 'float32', dims: [1, 8] },
  ]);
  const { flow } = await session.run(feeds);
  expect(flow.dims).toEqual([1, 2, 256, 256]);
  expect(flow.data[0]).toBe(0.5 * flowBound);
  expect(flow.data[256 * 256]).toBe(-0.25 * flowBound);
  await session.close();
});

test('uses the next device if one is missing, and logs that once', async () => {
  const lines: string[] = [];
  const log = (line: string) => lines.push(line);
  const model = encodeOnnxModel(motionGraph());
  for (let time = 0; time < 2; time++) {
    const session = await openSession(model, { device: 'cuda', log });
    const missing = { cuda: 0, webgpu: 1, cpu: 2 }[session.device];
    expect(lines).toHaveLength(missing);
    await session.close();
  }
  for (const line of lines) expect(line).toMatch(/^(cuda|webgpu) is not used: .+$/);
});

test('an invalid model fails with the reason, on any device', async () => {
  await expect(openSession(Buffer.from('no model'), { device: 'auto' })).rejects.toThrow(/protobuf/i);
});
