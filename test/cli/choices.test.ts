import { expect, test } from 'vitest';
import { chooseAppearance, chooseLights, chooseLooks } from '../../src/cli/choices.ts';
import { code } from '../inference/test-bundle.ts';

const codebook = { motion: [code()], named: [], appearance: [{ label: 'Golden hour', codes: [code(1)] }] };

test('accepts looks by name, in order, with times after an @', () => {
  const moments = chooseLooks('golden-hour, sunset@0.5,blue-hour@1');
  expect(moments.map(({ name, at }) => [name, at])).toEqual([
    ['golden-hour', undefined],
    ['sunset', 0.5],
    ['blue-hour', 1],
  ]);
});

test('rejects an unknown look and an invalid time', () => {
  expect(() => chooseLooks('sunset,gloom')).toThrow(/Expected one of the lights dawn, .*but received gloom/);
  expect(() => chooseLooks('sunset@noon')).toThrow(/Expected a time from 0 .* after @, .*but received noon/);
});

test('uses the codes of a codebook preset, and the look itself otherwise', () => {
  expect(chooseAppearance('golden-hour', codebook)).toEqual([code(1)]);
  expect(chooseAppearance('sunset', codebook)).toMatchObject({ moments: [{ name: 'sunset' }] });
});

test('requires a light for a strength', () => {
  expect(() => chooseLights('as-taken', 0.5)).toThrow(/Expected a light other than as-taken/);
  expect(chooseLights('as-taken,noon', 0.5)[1].appearance).toMatchObject({ strength: 0.5 });
});
