import { afterEach, expect, it, vi } from 'vitest';
import { elementHtml } from '../../packages/element/src/html.ts';
import { manifestInLight } from '../../packages/element/src/light.ts';
import type { Animation, Output } from '../../src/generated/prisma/client.ts';
import { builtInLooks } from '../../src/inference/built-in-looks.ts';
import { asTaken, type Look } from '../../src/inference/look.ts';
import { parseSettings } from '../../src/inference/settings.ts';
import { manifestOfRows } from '../../src/resolvers/manifest.ts';

afterEach(() => vi.unstubAllGlobals());

const lookOf = (name: string) => builtInLooks.find((known) => known.name === name)?.look as Look;
/** An animation in one light, as far as its manifest is made of it. */
const inLight = (name: string, look = lookOf(name), strength = 1) => {
  const held = { moments: [{ name, look }], strength, course: 'held' as const };
  const settings = parseSettings({ appearance: name === asTaken ? 'none' : held });
  return {
    id: name,
    status: 'SUCCEEDED',
    settings,
    report: null,
    outputs: [] as Output[],
  } as unknown as Animation & { outputs: Output[] };
};
const addresses = { file: (key: string) => key, manifest: (id: string) => `/manifests/${id}.json` };
/** What the server writes of one that has others beside it. */
const served = (own: string, ...others: ReturnType<typeof inLight>[]) =>
  manifestOfRows(inLight(own), others, addresses);
const night = '/manifests/moonlit-night.json';

it.each(['night', 'scheme', 'auto'])(
  'follows the server about which companion is for the dark, for light="%s"',
  (mode) => {
    vi.stubGlobal('matchMedia', () => ({ matches: true }));
    const manifest = served(asTaken, inLight('sunset'), inLight('moonlit-night'));
    expect(manifestInLight(manifest, mode, null)).toBe(night);
    const [, inline] =
      /<script type="application\/json">(.*)<\/script>/.exec(elementHtml(manifest, { alt: '' })) ?? [];
    expect(manifestInLight(JSON.parse(inline), mode, null)).toBe(night);
  },
);

it('follows the time of day, and returns to the day from a manifest of the night', () => {
  vi.stubGlobal('matchMedia', () => ({ matches: false }));
  const byDay = served(asTaken, inLight('moonlit-night'));
  expect(manifestInLight(byDay, 'hour', '0-0')).toBe(night);
  expect(manifestInLight(byDay, 'hour', '0-24')).toBe(byDay);
  const byNight = served('blue-hour-harbour', inLight('moonlit-night'), inLight(asTaken));
  expect(manifestInLight(byNight, 'day', null)).toBe('/manifests/as-taken.json');
  expect(manifestInLight(byNight, 'night', null)).toBe(byNight);
});

it('treats custom looks as dark if their sky is, unless they are very weak', () => {
  const dark = lookOf('moonlit-night-clear');
  const own = [
    inLight('my night', dark),
    inLight('a hint', dark, 0.2),
    inLight('my day', lookOf('noon')),
    inLight('storm'),
  ];
  expect(served(asTaken, ...own).companions.map(({ isDark }) => isDark)).toEqual([true, false, false, false]);
});

it('accepts hand-written manifests that call a light night', () => {
  vi.stubGlobal('matchMedia', () => ({ matches: false }));
  const manifest = { sources: [], companions: [{ light: 'night', manifest: '/night.json' }] };
  expect(manifestInLight(manifest, 'night', null)).toBe('/night.json');
});
