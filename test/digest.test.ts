import fc from 'fast-check';
import { expect, it } from 'vitest';
import { digestOf } from '../src/digest.ts';

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).reverse();
  return Object.fromEntries(entries.map(([name, field]) => [name, reversed(field)]));
}

it('a digest does not depend on the order of fields', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => digestOf(value) === digestOf(reversed(value))));
});

it('a digest changes with any difference, at any depth', () => {
  const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant([]), fc.constant({}));
  const step = fc.oneof(fc.string(), fc.nat({ max: 3 }));
  const inside = (path: readonly (string | number)[], value: unknown): unknown =>
    path.reduceRight<unknown>(
      (inner, place) =>
        typeof place === 'number' ? Array(place).fill('before').concat([inner]) : { z: 1, [place]: inner },
      value,
    );
  fc.assert(
    fc.property(leaf, leaf, fc.array(step, { maxLength: 5 }), (one, other, path) => {
      fc.pre(JSON.stringify(one) !== JSON.stringify(other));
      expect(digestOf(inside(path, one))).not.toBe(digestOf(inside(path, other)));
    }),
  );
});

it.each([
  ['a number', 1, 'its text', '1'],
  ['a list', ['a', 'b'], 'the same in another order', ['b', 'a']],
  ['a list', ['a'], 'an object with its places as names', { 0: 'a' }],
  ['a list of lists', [['a'], ['b']], 'one list', ['a', 'b']],
  ['an object in an object', { a: { b: 1 } }, 'one object', { a: 1, b: 1 }],
  ['a field', { a: 1 }, 'another with the same value', { b: 1 }],
  ['a field', { a: 1, b: 2 }, 'the values exchanged', { a: 2, b: 1 }],
])('%s (%j) has another digest than %s (%j)', (_, left, __, right) => {
  expect(digestOf(left)).not.toBe(digestOf(right));
});

it('a field that is null or undefined counts as omitted', () => {
  expect(digestOf({ a: 1, b: null, c: undefined })).toBe(digestOf({ a: 1 }));
  expect(digestOf([1, null])).not.toBe(digestOf([1]));
});
