import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { loadBundle } from '../../src/inference/bundle/bundle.ts';
import { readBundle } from '../../src/inference/bundle/contents.ts';
import { bytes, encodeOnnxModel, text } from './onnx-model.ts';
import {
  appearanceGraph,
  code,
  flowBound,
  motionGraph,
  sceneSide,
  type TestBundleOptions,
  writeTestBundle,
} from './test-bundle.ts';

let root: string;
let directory: string;
let count = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'bundle-'));
});
beforeEach(() => {
  directory = join(root, String(count++));
});
afterAll(() => rm(root, { recursive: true }));

/** The same land, sky, water and mist everywhere. */
function shares(...regions: [number, number, number, number]): Float32Array {
  return Float32Array.from({ length: 4 * sceneSide ** 2 }, (_, i) => regions[Math.floor(i / sceneSide ** 2)]);
}

const image = new Float32Array(3 * 256 * 256).fill(0.5);

describe('a valid bundle', () => {
  test('predicts flow, colours and codes', async () => {
    const bundle = await loadBundle(await writeTestBundle(directory), { device: 'cpu' });
    expect(bundle.id).toBe('test@1.0.0');
    const flow = await bundle.predictFlow(image, code(0.5, -0.25));
    expect([...flow.slice(0, 4)]).toEqual([0.5, -0.25, 0.5, -0.25].map((value) => value * flowBound));
    const map = await bundle.predictColourTransfer(image, code(0.5, 0, 0, 1, 2, 3));
    expect([...map.gain.slice(0, 3)]).toEqual([1.5, 1, 1]);
    expect([...map.bias.slice(0, 3)]).toEqual([1, 2, 3]);
    expect(await bundle.encodeAppearance?.(new Float32Array(3 * 128 * 128).fill(0.25))).toEqual(
      code(0.25, 0.25, 0.25),
    );
    expect(await bundle.encodeMotion?.(new Float32Array(2 * 128 * 128).fill(flowBound))).toEqual(code(1, 1));
    await bundle.close();
  });

  test('may lack encoders if it says so', async () => {
    await writeTestBundle(directory, { absent: ['motion-encoder.onnx', 'appearance-encoder.onnx'] });
    const bundle = await loadBundle(directory, { device: 'cpu' });
    expect(bundle.encodeMotion).toBeUndefined();
    expect(bundle.encodeAppearance).toBeUndefined();
    await bundle.close();
  });

  test('of format 2 detects regions of a picture', async () => {
    const scene = shares(0.25, 0.5, 0.125, 0.125);
    const bundle = await loadBundle(await writeTestBundle(directory, { scene }), { device: 'cpu' });
    expect(await bundle.predictScene?.(new Float32Array(3 * sceneSide ** 2))).toEqual(scene);
    await bundle.close();
  });

  test.each([[undefined], [1], [2]])('without a scene network has format %s', async (format) => {
    const bundle = await loadBundle(await writeTestBundle(directory, { format }), { device: 'cpu' });
    expect(bundle.predictScene).toBeUndefined();
    expect(await bundle.predictFlow(image, code(1))).toHaveLength(2 * 256 * 256);
    await bundle.close();
  });

  test('gives its codebook without opening a network', async () => {
    const { id, codebook } = await readBundle(await writeTestBundle(directory));
    expect(id).toBe('test@1.0.0');
    expect(codebook.motion).toHaveLength(3);
  });
});

describe('an invalid bundle is rejected with one line that names the file', () => {
  const graph = motionGraph();
  const faulty: [string, TestBundleOptions, RegExp][] = [
    [
      'a network without its output',
      {
        replace: {
          'motion.onnx': encodeOnnxModel({ ...graph, outputs: [{ name: 'vector', dims: [1, 2, 1, 1] }] }),
        },
      },
      /motion\.onnx is at fault: output flow float32 1×2×256×256 expected, only vector found/,
    ],
    [
      'a network of another shape',
      { replace: { 'motion-encoder.onnx': encodeOnnxModel(appearanceGraph()) } },
      /motion-encoder\.onnx is at fault: input flow float32 1×2×128×128 expected, only image, code found/,
    ],
    [
      'something that is no network',
      { replace: { 'appearance.onnx': Buffer.from('nothing') } },
      /appearance\.onnx is at fault: an ONNX model that ONNX Runtime can load expected/,
    ],
    [
      'a network with a NaN inside',
      { field: new Float32Array(256 * 256).fill(Number.NaN) },
      /motion\.onnx is at fault: finite outputs expected, NaN found in a probe run/,
    ],
    [
      'a flow beyond its bound',
      { field: new Float32Array(256 * 256).fill(3) },
      /motion\.onnx is at fault: values of -0\.0156\d* to 0\.0156\d* expected, 0\.0234375 found in a probe run/,
    ],
    [
      'shares of a scene above 1',
      { scene: shares(0, 1.5, 0, 0) },
      /scene\.onnx is at fault: values of -0\.001 to 1\.001 expected, 1\.5 found in a probe run/,
    ],
    [
      'shares of a scene below 0',
      { scene: shares(0.5, 1, -0.5, 0) },
      /scene\.onnx is at fault: values of -0\.001 to 1\.001 expected, -0\.5 found in a probe run/,
    ],
    [
      'a scene network with a NaN inside',
      { scene: shares(1, 0, 0, Number.NaN) },
      /scene\.onnx is at fault: finite outputs expected, NaN found in a probe run/,
    ],
    [
      'a scene network of another shape',
      { scene: shares(1, 0, 0, 0), replace: { 'scene.onnx': encodeOnnxModel(appearanceGraph()) } },
      /scene\.onnx is at fault: input image float32 1×3×384×384 expected, image float32 1×3×256×256 found/,
    ],
    [
      'a bundle of a later format',
      { format: 3 },
      /bundle\.json is at fault: format: expected bundle format 1 or 2; a bundle of a later format needs a later Driftscape/,
    ],
    [
      'a code of 7 numbers',
      { motionCodes: [code().slice(1)] },
      /codebook\.json is at fault: motion\[0\]: Expected a latent code of exactly 8 numbers/,
    ],
    [
      'a network with a loop, which may never end',
      {
        replace: {
          'motion.onnx': Buffer.concat([
            encodeOnnxModel(graph),
            // Of the same graph: a Loop with a body.
            bytes(7, bytes(1, text(4, 'Loop'), bytes(5, text(1, 'body'), bytes(6, text(2, 'body'))))),
          ]),
        },
      },
      /motion\.onnx is at fault: a network without loops/,
    ],
    [
      'a network with functions of its own',
      { replace: { 'motion.onnx': Buffer.concat([encodeOnnxModel(graph), bytes(25, text(1, 'again'))]) } },
      /motion\.onnx is at fault: a network without loops/,
    ],
    [
      'weights in a file that no checksum covers',
      {
        replace: {
          'appearance.onnx': Buffer.concat([
            encodeOnnxModel(appearanceGraph()),
            bytes(7, bytes(5, text(8, 'weights'), bytes(13, text(1, 'location'), text(2, '../weights')))),
          ]),
        },
      },
      /appearance\.onnx is at fault: weights inside the file expected/,
    ],
    [
      'a code far from all that training makes',
      { motionCodes: [code(1e300)] },
      /codebook\.json is at fault: motion\[0\]\[0\]: Expected numbers from -20 to 20/,
    ],
    ['no motion codes', { motionCodes: [] }, /codebook\.json is at fault: motion: Too small/],
  ];

  test.each(faulty)('%s', async (_, options, message) => {
    await writeTestBundle(directory, options);
    await expectRefused(message);
  });

  test('a changed file', async () => {
    await writeTestBundle(directory);
    await writeFile(join(directory, 'codebook.json'), '{}');
    await expectRefused(
      /codebook\.json is at fault: sha256 [0-9a-f]{64} expected, 44136fa355b3[0-9a-f]{52} found/,
    );
  });

  test('a missing file', async () => {
    await writeTestBundle(directory);
    await rm(join(directory, 'appearance.onnx'));
    await expectRefused(/appearance\.onnx is at fault: a file expected, ENOENT found/);
  });

  test('no bundle at all', async () => {
    await expectRefused(/bundle\.json is at fault: a file expected, ENOENT found/);
  });

  const descriptions: [string, (description: Record<string, unknown>) => unknown, RegExp][] = [
    ['a broken description', () => '{', /bundle\.json is at fault: JSON expected/],
    ['no licence', ({ licence, ...rest }) => rest, /bundle\.json is at fault: licence: /],
    [
      'another network size',
      (all) => ({ ...all, networkSize: 512 }),
      /bundle\.json is at fault: networkSize: .*256/,
    ],
    ['a newer opset', (all) => ({ ...all, opset: 20 }), /bundle\.json is at fault: opset: .*18/],
    [
      'no checksums',
      (all) => ({ ...all, checksums: {} }),
      /checksums\.codebook\.json: a sha256 expected, none found/,
    ],
    [
      'another colour transfer',
      (all) => ({ ...all, colourTransfer: 'linear' }),
      /colourTransfer: .*tanh-artanh/,
    ],
  ];
  test.each(descriptions)('%s', async (_, change, message) => {
    await writeTestBundle(directory);
    const path = join(directory, 'bundle.json');
    const changed = change(JSON.parse(await readFile(path, 'utf8')));
    await writeFile(path, typeof changed === 'string' ? changed : JSON.stringify(changed));
    await expectRefused(message);
  });

  async function expectRefused(message: RegExp): Promise<void> {
    const error = await loadBundle(directory, { device: 'cpu' }).catch((error) => error);
    expect(error).toBeInstanceOf(UserError);
    expect(error.code).toBe('INVALID_BUNDLE');
    expect(error.message).toMatch(message);
    expect(error.message).toContain(directory);
    expect(error.message).not.toContain('\n');
  }
});
