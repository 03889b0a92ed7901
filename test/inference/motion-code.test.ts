import { describe, expect, test } from 'vitest';
import { codeAtPlace } from '../../src/inference/latent-code.ts';
import { chooseMotionCode } from '../../src/inference/motion/motion-code.ts';
import { code } from './test-bundle.ts';

const codebook = [code(0, 10), code(1, 20), code(3, 40)];

describe('a position in the codebook', () => {
  test('selects the first code at 0, the last at 1, the middle one at 0.5', () => {
    expect(chooseMotionCode(0, codebook)).toEqual(codebook[0]);
    expect(chooseMotionCode(0.5, codebook)).toEqual(codebook[1]);
    expect(chooseMotionCode(1, codebook)).toEqual(codebook[2]);
  });

  test('interpolates between codes', () => {
    expect(codeAtPlace(codebook, 0.75)).toEqual(code(2, 30));
  });

  test('selects the only code of a codebook of one', () => {
    expect(chooseMotionCode(0.7, [code(5)])).toEqual(code(5));
  });
});

test('a given code takes precedence', () => {
  expect(chooseMotionCode(code(7, 7), codebook)).toEqual(code(7, 7));
});

describe('a seed', () => {
  test('always changes the code in the same way', () => {
    expect(chooseMotionCode(0.5, codebook, 42)).toEqual(chooseMotionCode(0.5, codebook, 42));
  });

  test('changes it in another way than the next seed', () => {
    expect(chooseMotionCode(0.5, codebook, 1)).not.toEqual(chooseMotionCode(0.5, codebook, 2));
  });

  test('changes it by a quarter of the codebook’s spread on average', () => {
    const spread = Math.sqrt((3 ** 2 + 0 ** 2 + 1 ** 2) / 3 - (4 / 3) ** 2);
    const steps = Array.from({ length: 2000 }, (_, seed) => chooseMotionCode(0.5, codebook, seed)[0] - 1);
    const deviation = Math.sqrt(steps.reduce((sum, step) => sum + step ** 2, 0) / steps.length);
    expect(deviation / spread).toBeGreaterThan(0.23);
    expect(deviation / spread).toBeLessThan(0.27);
  });

  test('does not change constant dimensions of the codebook', () => {
    expect(chooseMotionCode(0.5, codebook, 3).slice(2)).toEqual(code().slice(2));
  });
});
