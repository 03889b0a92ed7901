import { expect, test } from 'vitest';
import { builtInPresets } from '../../src/inference/bundle/presets.ts';
import { code } from './test-bundle.ts';

test('motion presets are numbered in the order of the codebook', () => {
  const motion = Array.from({ length: 11 }, (_, i) => code(i));
  const presets = builtInPresets({ motion, named: [], appearance: [] }, []);
  expect(presets.map(({ name }) => name).slice(0, 2)).toEqual(['motion-01', 'motion-02']);
  expect(presets[10]).toEqual({ name: 'motion-11', kind: 'motion', label: 'Motion 11', codes: [code(10)] });
});

test('appearance presets are named after their labels, each name once', () => {
  const labels = ['Fünf Uhr: Dämmerung!', 'fünf uhr dämmerung', 'Motion 01', 'None', '夜'];
  const appearance = labels.map((label, i) => ({ label, codes: [code(i), code(i + 1)] }));
  const presets = builtInPresets({ motion: [code()], named: [], appearance }, []);
  expect(presets.map(({ name }) => name)).toEqual([
    'motion-01',
    'funf-uhr-dammerung',
    'funf-uhr-dammerung-2',
    'motion-01-2',
    'none-2',
    'appearance',
  ]);
  expect(presets[1]).toMatchObject({ kind: 'appearance', label: labels[0], codes: [code(0), code(1)] });
});

test('named codes come first, with their names', () => {
  const measured = { directionDegrees: 180, speed: 0.004 };
  const named = [{ name: 'drift-left', label: 'Drift left', index: 1, ...measured }];
  const [first, second] = builtInPresets({ motion: [code(1), code(2)], named, appearance: [] }, []);
  expect(first).toEqual({ name: 'drift-left', kind: 'motion', label: 'Drift left', codes: [code(2)] });
  expect(second.name).toBe('motion-01');
});

test('a look is added to the preset of its name, or becomes a preset without codes', () => {
  const land = { mean: [40, 0, 0] as [number, number, number], covariance: [1, 0, 0, 1, 0, 1] };
  const looks = ['noon', 'storm'].map((name) => ({
    name,
    label: name,
    source: 'set by hand',
    look: { land },
  }));
  const presets = builtInPresets(
    { motion: [code()], named: [], appearance: [{ label: 'noon', codes: [code(1)] }] },
    looks,
  );
  expect(presets.slice(1)).toEqual([
    { name: 'noon', kind: 'appearance', label: 'noon', codes: [code(1)], look: { land } },
    { name: 'storm', kind: 'appearance', label: 'storm', codes: [], look: { land } },
  ]);
});
