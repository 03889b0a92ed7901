import { expect, test } from 'vitest';
import { builtInPresets } from '../../src/inference/bundle/presets.ts';
import { code } from './test-bundle.ts';

test('motion presets are numbered in the order of the codebook', () => {
  const motion = Array.from({ length: 11 }, (_, i) => code(i));
  const presets = builtInPresets({ motion, appearance: [] });
  expect(presets.map(({ name }) => name).slice(0, 2)).toEqual(['motion-01', 'motion-02']);
  expect(presets[10]).toEqual({ name: 'motion-11', kind: 'motion', label: 'Motion 11', codes: [code(10)] });
});

test('appearance presets are named after their labels, each name once', () => {
  const labels = ['Fünf Uhr: Dämmerung!', 'fünf uhr dämmerung', 'Motion 01', 'None', '夜'];
  const appearance = labels.map((label, i) => ({ label, codes: [code(i), code(i + 1)] }));
  const presets = builtInPresets({ motion: [code()], appearance });
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
