import fc from 'fast-check';
import { expect, it } from 'vitest';
import { blendCodes } from '../../src/presets/blend.ts';

const code = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 8, maxLength: 8 });
const codes = fc.array(code, { minLength: 1, maxLength: 6 });
const weight = fc.double({ min: 0.01, max: 10, noNaN: true });
const ingredients = fc.array(fc.record({ codes, weight }), { minLength: 1, maxLength: 5 });

it('a blend is as long as its longest part and within the range of all parts', () => {
  fc.assert(
    fc.property(ingredients, (parts) => {
      const blend = blendCodes(parts);
      expect(blend.length).toBe(Math.max(...parts.map((part) => part.codes.length)));
      const all = parts.flatMap((part) => part.codes.flat());
      for (const value of blend.flat()) {
        expect(value).toBeGreaterThanOrEqual(Math.min(...all) - 1e-9);
        expect(value).toBeLessThanOrEqual(Math.max(...all) + 1e-9);
      }
    }),
  );
});

it('only the proportion of the weights matters', () => {
  fc.assert(
    fc.property(ingredients, (parts) => {
      const doubled = parts.map((part) => ({ ...part, weight: 2 * part.weight }));
      const blend = blendCodes(parts).flat();
      for (const [i, value] of blendCodes(doubled).flat().entries()) expect(value).toBeCloseTo(blend[i], 9);
    }),
  );
});

it('a part of weight 0 has no effect', () => {
  const [a, b] = [[1, 2, 3, 4, 5, 6, 7, 8], Array(8).fill(100)];
  expect(
    blendCodes([
      { codes: [a], weight: 3 },
      { codes: [b], weight: 0 },
    ]),
  ).toEqual([a]);
});
