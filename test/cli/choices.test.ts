import { expect, test } from 'vitest';
import { chooseAppearance, chooseLights, chooseLooks } from '../../src/cli/choices.ts';
import { code } from '../inference/test-bundle.ts';

const codebook = { motion: [code()], named: [], appearance: [{ label: 'Golden hour', codes: [code(1)] }] };

test('looks are chosen by their names, in order, with times after an @', () => {
  const moments = chooseLooks('golden-hour, sunset@0.5,blue-hour@1');
  expect(moments.map(({ name, at }) => [name, at])).toEqual([
    ['golden-hour', undefined],
    ['sunset', 0.5],
    ['blue-hour', 1],
  ]);
});

test('an unknown look and a time that is none are refused', () => {
  expect(() => chooseLooks('sunset,gloom')).toThrow(/Expected one of the lights dawn, .*but received gloom/);
  expect(() => chooseLooks('sunset@noon')).toThrow(/Expected a time from 0 .* after @, .*but received noon/);
});

test('a preset of the codebook stands for its codes, every other look for itself', () => {
  expect(chooseAppearance('golden-hour', codebook)).toEqual([code(1)]);
  expect(chooseAppearance('sunset', codebook)).toMatchObject({ moments: [{ name: 'sunset' }] });
});

test('a strength needs a light to be taken on', () => {
  expect(() => chooseLights('as-taken', 0.5)).toThrow(/Expected a light other than as-taken/);
  expect(chooseLights('as-taken,noon', 0.5)[1].appearance).toMatchObject({ strength: 0.5 });
});
