import { describe, expect, test } from 'vitest';
import { builtInLooks } from '../../../src/inference/built-in-looks.ts';
import {
  type AnimationSettingsInput,
  parseSettings,
  startsWithPhoto,
} from '../../../src/inference/settings.ts';

const land = { mean: [40, 0, 0] as [number, number, number], covariance: [1, 0, 0, 1, 0, 1] };
const look = { land };
const messageOf = (appearance: unknown) => {
  try {
    parseSettings({ appearance } as AnimationSettingsInput);
  } catch (error) {
    return (error as Error).message;
  }
  return '';
};

test.each([
  ['no look at all', { moments: [] }, /appearance.moments: Expected at least one look/],
  ['a look of nothing', { moments: [{ look: {} }] }, /moments.0.look: Expected a look with the colours/],
  [
    'two looks held',
    { moments: [{ look }, { look }], course: 'held' },
    /Expected one look if the light is held, but received 2$/,
  ],
  [
    'times for some',
    { moments: [{ look, at: 0.1 }, { look }] },
    /a time for each of the looks, or for none, but received \[0.1,null\]$/,
  ],
  [
    'times that fall',
    {
      moments: [
        { look, at: 0.5 },
        { look, at: 0.2 },
      ],
    },
    /times that rise from look to look, but received \[0.5,0.2\]$/,
  ],
  ['a strength beyond 1', { moments: [{ look }], strength: 2 }, /appearance.strength/],
  ['colours that are none', { moments: [{ look: { land: { ...land, mean: [200, 0, 0] } } }] }, /land.mean.0/],
  [
    'a course of another name',
    { moments: [{ look }], course: 'back' },
    /Expected one of there-and-back, round, held/,
  ],
])('light with %s is rejected, and the error has the path', (_, appearance, message) => {
  expect(messageOf(appearance)).toMatch(message);
});

describe('a video starts with the photo’s light', () => {
  test('unless a look is held or is at its beginning', () => {
    const starts = (appearance: AnimationSettingsInput['appearance']) =>
      startsWithPhoto(parseSettings({ appearance }));
    expect(starts('none')).toBe(true);
    expect(starts({ moments: [{ look }] })).toBe(true);
    expect(starts({ moments: [{ look }], course: 'held' })).toBe(false);
    expect(
      starts({
        moments: [
          { look, at: 0 },
          { look, at: 1 },
        ],
      }),
    ).toBe(false);
  });
});

describe('the built-in looks', () => {
  const families = [
    'dawn',
    'morning',
    'noon',
    'golden-hour',
    'sunset',
    'blue-hour',
    'moonlit-night',
    'overcast',
    'storm',
  ];

  test.each(families)('include %s, with at least one variant', (family) => {
    const names = builtInLooks.map(({ name }) => name).filter((name) => name.startsWith(family));
    expect(names).toContain(family);
    expect(names.length).toBeGreaterThan(1);
  });

  test('have unique names and a source', () => {
    expect(new Set(builtInLooks.map(({ name }) => name)).size).toBe(builtInLooks.length);
    for (const { source } of builtInLooks) expect(source).toMatch(/by hand|CC0|MIT/);
  });

  test('have sky, land and water', () => {
    for (const { name, look } of builtInLooks)
      expect(Object.keys(look).sort(), name).toEqual(['land', 'sky', 'water']);
  });
});
