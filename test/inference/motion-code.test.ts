import { describe, expect, test } from 'vitest';
import { codeAtPlace } from '../../src/inference/latent-code.ts';
import { chooseMotionCode } from '../../src/inference/motion/motion-code.ts';
import { code } from './test-bundle.ts';

const codebook = [code(0, 10), code(1, 20), code(3, 40)];

describe('a place in the codebook', () => {
  test('0 is the first code, 1 the last, 0.5 the one in the middle', () => {
    expect(chooseMotionCode(0, codebook)).toEqual(codebook[0]);
    expect(chooseMotionCode(0.5, codebook)).toEqual(codebook[1]);
    expect(chooseMotionCode(1, codebook)).toEqual(codebook[2]);
  });

  test('in between is in between', () => {
    expect(codeAtPlace(codebook, 0.75)).toEqual(code(2, 30));
  });

  test('any place is the only code of a codebook of one', () => {
    expect(chooseMotionCode(0.7, [code(5)])).toEqual(code(5));
  });
});

test('a code of the caller is taken as it is', () => {
  expect(chooseMotionCode(code(7, 7), codebook)).toEqual(code(7, 7));
});

describe('a seed', () => {
  test('moves the code the same way every time', () => {
    expect(chooseMotionCode(0.5, codebook, 42)).toEqual(chooseMotionCode(0.5, codebook, 42));
  });

  test('moves it another way than the next seed', () => {
    expect(chooseMotionCode(0.5, codebook, 1)).not.toEqual(chooseMotionCode(0.5, codebook, 2));
  });

  test('stays near: a quarter of the spread of the codebook, on average', () => {
    const spread = Math.sqrt((3 ** 2 + 0 ** 2 + 1 ** 2) / 3 - (4 / 3) ** 2);
    const steps = Array.from({ length: 2000 }, (_, seed) => chooseMotionCode(0.5, codebook, seed)[0] - 1);
    const deviation = Math.sqrt(steps.reduce((sum, step) => sum + step ** 2, 0) / steps.length);
    expect(deviation / spread).toBeGreaterThan(0.23);
    expect(deviation / spread).toBeLessThan(0.27);
  });

  test('does not touch what the codebook never varies', () => {
    expect(chooseMotionCode(0.5, codebook, 3).slice(2)).toEqual(code().slice(2));
  });
});
