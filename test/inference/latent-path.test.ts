import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { layPath } from '../../src/inference/appearance/latent-path.ts';
import { code } from './test-bundle.ts';

const sequence = [code(0), code(1), code(2), code(3)];
const frames = 100;

describe('in a loop', () => {
  test('goes to the end of the sequence and back to its start', () => {
    const path = layPath(sequence, { frames, isLoop: true });
    expect(path?.positionAt(0)).toBe(0);
    expect(path?.positionAt(50)).toBeCloseTo(3, 12);
    expect(path?.positionAt(100)).toBe(0);
  });

  test('starts at the code nearest to the photo, and still visits both ends', () => {
    const path = layPath(sequence, { frames, isLoop: true, photoCode: code(1.2) });
    const positions = Array.from({ length: frames + 1 }, (_, frame) => path?.positionAt(frame) ?? Number.NaN);
    expect(positions[0]).toBeCloseTo(1, 12);
    expect(positions[100]).toBeCloseTo(1, 12);
    expect(Math.min(...positions)).toBeCloseTo(0, 2);
    expect(Math.max(...positions)).toBeCloseTo(3, 2);
  });

  test('has a steady pace, even at the seam', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 40 }), fc.nat({ max: 39 }), (length, nearest) => {
        const codes = Array.from({ length }, (_, i) => code(i));
        const path = layPath(codes, { frames, isLoop: true, photoCode: code(nearest) });
        const at = (frame: number) => path?.positionAt(frame) ?? Number.NaN;
        const last = (path?.keyCodes.length ?? 0) - 1;
        for (let frame = 0; frame < frames; frame++) {
          const change = at(frame + 2) - 2 * at(frame + 1) + at(frame);
          // The largest acceleration of a pendulum of this swing.
          expect(Math.abs(change)).toBeLessThan((last / 2) * ((2 * Math.PI) / frames) ** 2 * 1.01);
        }
      }),
    );
  });
});

describe('without a loop', () => {
  test('moves steadily to the end', () => {
    const path = layPath(sequence, { frames: 4, isLoop: false });
    expect([0, 1, 2, 3].map((frame) => path?.positionAt(frame))).toEqual([0, 1, 2, 3]);
  });

  test('moves to the start from a photo near the end', () => {
    const path = layPath(sequence, { frames: 4, isLoop: false, photoCode: code(2.9) });
    expect(path?.positionAt(0)).toBe(3);
    expect(path?.positionAt(3)).toBe(0);
  });
});

test('a single code is a look to move to from the photo and back', () => {
  const path = layPath([code(5)], { frames, isLoop: true, photoCode: code(1) });
  expect(path?.keyCodes).toEqual([code(1), code(5)]);
  expect(path?.positionAt(0)).toBe(0);
  expect(path?.positionAt(50)).toBeCloseTo(1, 12);
});

test('a single code gives a constant path if the photo’s code is unknown', () => {
  expect(layPath([code(5)], { frames, isLoop: true })).toBeNull();
});

test('a long sequence is thinned out, keeping its ends', () => {
  const long = Array.from({ length: 200 }, (_, i) => code(i));
  const path = layPath(long, { frames, isLoop: true });
  expect(path?.keyCodes.length).toBeLessThanOrEqual(16);
  expect(path?.keyCodes[0]).toEqual(code(0));
  expect(path?.keyCodes.at(-1)).toEqual(code(199));
});
