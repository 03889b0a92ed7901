import { expect, test } from 'vitest';
import { toLab } from '../../../src/inference/appearance/looks/lab.ts';
import { layLight, lookOf } from '../../../src/inference/appearance/looks/light.ts';
import { builtInLooks } from '../../../src/inference/built-in-looks.ts';
import { type LightInput, lightSchema } from '../../../src/inference/look.ts';
import { mixMaps } from '../../../src/inference/renderer/mix-maps.ts';
import { artanhLimit, type ColourTransferMap } from '../../../src/inference/renderer/renderer.ts';
import { halves, side, skyAboveLand } from './pictures.ts';

const points = side * side;
const settings = { seconds: 10, fps: 10, loop: 'symmetric' as const };
const noon = skyAboveLand([70, -3, -30], [45, -5, 20]);
const lookNamed = (name: string) => builtInLooks.find((look) => look.name === name)?.look ?? {};
const lightOf = (light: LightInput, { rgb, shares } = noon, others = {}) =>
  layLight(lightSchema.parse(light), rgb, { ...settings, ...others }, shares);

/** What a map makes of a picture, in Lab. */
function apply({ gain, bias }: ColourTransferMap, rgb: Float32Array): Float32Array {
  const changed = rgb.map((value, k) => {
    const at = 3 * (k % points) + Math.floor(k / points);
    const limited = Math.max(-artanhLimit, Math.min(artanhLimit, value));
    return Math.tanh(gain[at] * Math.atanh(limited) + bias[at]);
  });
  return toLab(changed);
}

test('gives sky and land the look’s mean colours', () => {
  const look = lookNamed('sunset');
  const { now } = lightOf({ moments: [{ look }], course: 'held' }).colourAt(0);
  const lab = apply(mixMaps(now), noon.rgb);
  for (const [plane, tolerance] of [
    [0, 2],
    [1, 2],
    [2, 3],
  ] as const) {
    expect(Math.abs(halves(lab, plane).upper - (look.sky?.mean[plane] ?? 0))).toBeLessThan(3 * tolerance);
  }
  expect(halves(lab, 2).upper).toBeGreaterThan(8);
  expect(halves(lab, 0).lower).toBeLessThan(36);
});

test('leaves a picture in its own light nearly unchanged', () => {
  const { now } = lightOf({ moments: [{ look: lookOf(noon.rgb, noon.shares) }], course: 'held' }).colourAt(0);
  const [before, after] = [toLab(noon.rgb), apply(mixMaps(now), noon.rgb)];
  const change = before.map((value, i) => Math.abs(value - after[i]));
  expect(change.reduce((sum, value) => sum + value, 0) / change.length).toBeLessThan(1.5);
});

test('makes colours similar to those of the reference picture', () => {
  const evening = skyAboveLand([60, 20, 30], [25, 8, 10], 2);
  const look = lookOf(evening.rgb, evening.shares);
  const { now } = lightOf({ moments: [{ look }], course: 'held' }).colourAt(0);
  const [lab, wanted] = [apply(mixMaps(now), noon.rgb), toLab(evening.rgb)];
  for (const plane of [0, 1, 2] as const)
    expect(Math.abs(halves(lab, plane).upper - halves(wanted, plane).upper)).toBeLessThan(3);
});

test('keeps brighter pixels brighter than their neighbours, in every look', () => {
  const before = toLab(noon.rgb).subarray(0, points);
  for (const { name, look } of builtInLooks) {
    const { now } = lightOf({ moments: [{ look }], course: 'held' }).colourAt(0);
    const after = apply(mixMaps(now), noon.rgb).subarray(0, points);
    let [product, squares, squaresAfter] = [0, 0, 0];
    for (let i = 0; i < points - 1; i++) {
      const y = Math.floor(i / side);
      if ((i + 1) % side === 0 || Math.abs(y - side / 2) < 3) continue;
      const [step, stepAfter] = [before[i + 1] - before[i], after[i + 1] - after[i]];
      product += step * stepAfter;
      squares += step * step;
      squaresAfter += stepAfter * stepAfter;
    }
    expect(product / Math.sqrt(squares * squaresAfter), name).toBeGreaterThan(0.95);
  }
});

test('begins a path with the photo’s own light, bit for bit, and returns to it', () => {
  const colours = lightOf({ moments: [{ look: lookNamed('sunset') }, { look: lookNamed('blue-hour') }] });
  const first = colours.colourAt(0);
  expect(first.start).toBeUndefined();
  const { gain, bias } = mixMaps(first.now);
  expect(gain.every((value) => value === 1)).toBe(true);
  expect(bias.every((value) => value === 0)).toBe(true);
  const differenceAt = (frame: number) =>
    Math.max(...mixMaps(colours.colourAt(frame).now).bias.map(Math.abs));
  expect(differenceAt(50)).toBeGreaterThan(0.2);
  expect(differenceAt(99)).toBeLessThan(0.05 * differenceAt(50));
});

test('interpolates between looks in Lab', () => {
  const looks = ['sunset', 'blue-hour'].map((name) => ({ look: lookNamed(name) }));
  const at = (frame: number) =>
    apply(
      mixMaps(
        lightOf(
          {
            moments: [
              { ...looks[0], at: 0 },
              { ...looks[1], at: 1 },
            ],
          },
          noon,
          { loop: 'none', seconds: 10.1 },
        ).colourAt(frame).now,
      ),
      noon.rgb,
    );
  const [first, middle, last] = [at(0), at(50), at(100)];
  for (const plane of [0, 1, 2] as const) {
    const wanted = (halves(first, plane).upper + halves(last, plane).upper) / 2;
    expect(Math.abs(halves(middle, plane).upper - wanted)).toBeLessThan(2);
  }
});

test('held light is constant', () => {
  const colours = lightOf({ moments: [{ look: lookNamed('moonlit-night') }], course: 'held' });
  const [first, later] = [0, 57].map((frame) => colours.colourAt(frame).now);
  expect(first).toHaveLength(1);
  expect(later[0].map).toBe(first[0].map);
  expect(later[0].weight).toBe(1);
});

test('half the strength gives half the change', () => {
  const change = (strength: number) => {
    const { now } = lightOf({
      moments: [{ look: lookNamed('overcast') }],
      course: 'held',
      strength,
    }).colourAt(0);
    return halves(apply(mixMaps(now), noon.rgb), 2).upper - halves(toLab(noon.rgb), 2).upper;
  };
  expect(change(0.5) / change(1)).toBeCloseTo(0.5, 1);
  expect(Math.abs(change(0))).toBeLessThan(0.5);
});

test('the whole picture counts as land without regions', () => {
  const look = lookNamed('blue-hour');
  const { rgb } = noon;
  const light = lightSchema.parse({ moments: [{ look }], course: 'held' });
  const lab = apply(mixMaps(layLight(light, rgb, settings).colourAt(0).now), rgb);
  expect(lab.subarray(0, points).reduce((sum, value) => sum + value, 0) / points).toBeLessThan(40);
});

test('bright grass stays darker than the sky at night', () => {
  const meadow = skyAboveLand([73, -1, -6], [60, 5, 45]);
  const { now } = lightOf(
    { moments: [{ look: lookNamed('moonlit-night') }], course: 'held' },
    meadow,
  ).colourAt(0);
  const { upper, lower } = halves(apply(mixMaps(now), meadow.rgb), 0);
  expect(lower).toBeLessThan(upper);
});

test('spray in a picture without a sky gets the light of the land around it', () => {
  const look = lookNamed('sunset');
  const spray = Float32Array.from({ length: points }, (_, i) => +(i % side < 6));
  const none = new Float32Array(points);
  const lit = (mist: Float32Array) => {
    const land = mist.map((share) => 1 - share);
    const shares = { side, planes: { sky: none, water: none, mist, land } };
    const { now } = lightOf({ moments: [{ look }], course: 'held' }, { rgb: noon.rgb, shares }).colourAt(0);
    return mixMaps(now);
  };
  expect(lit(spray)).toEqual(lit(none));
});

test('accepts a sun as a moon at night, but not a white cloud or several', () => {
  const look = lookNamed('moonlit-night');
  const lightnessWith = (bright: number, apart = 1) => {
    const rgb = noon.rgb.slice();
    const places = Array.from(
      { length: bright },
      (_, k) => (4 + Math.floor(k / 4)) * side + 8 + apart * (k % 4),
    );
    for (const at of places) for (let c = 0; c < 3; c++) rgb[c * points + at] = 1;
    const { now } = lightOf({ moments: [{ look }], course: 'held' }, { ...noon, rgb }).colourAt(0);
    return apply(mixMaps(now), rgb)[places[bright >> 1]];
  };
  expect(lightnessWith(12)).toBeGreaterThan(50);
  expect(lightnessWith(60)).toBeLessThan(45);
  expect(lightnessWith(12, 10)).toBeLessThan(45);
});
