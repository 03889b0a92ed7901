import { describe, expect, test } from 'vitest';
import { layLightPath } from '../../../src/inference/appearance/looks/light-path.ts';
import { type LightInput, type Look, lightSchema } from '../../../src/inference/look.ts';

const look = (lightness: number): Look => ({
  land: { mean: [lightness, 0, 0], covariance: [1, 0, 0, 1, 0, 1] },
});
const [dawn, noon, night] = [look(20), look(60), look(5)];
const path = (light: LightInput, isLoop = true) =>
  layLightPath(lightSchema.parse(light), { frames: 100, isLoop });

describe('looks without times', () => {
  test('follow each other, there and back, from the photo’s own light', () => {
    const { keys, positionAt } = path({ moments: [{ look: dawn }, { look: noon }] });
    expect(keys).toEqual([null, dawn, noon]);
    expect([0, 50, 100].map(positionAt)).toEqual([0, 2, 0]);
    expect(positionAt(25)).toBeCloseTo(1, 6);
  });

  test('follow each other once, evenly, if the video does not loop', () => {
    const { positionAt } = path({ moments: [{ look: dawn }, { look: noon }] }, false);
    expect(positionAt(0)).toBe(0);
    expect(positionAt(99)).toBe(2);
    expect(positionAt(33)).toBeCloseTo(2 / 3, 6);
  });

  test('go round and straight back', () => {
    const { keys, positionAt } = path({
      moments: [{ look: dawn }, { look: noon }, { look: night }],
      course: 'round',
    });
    expect(keys).toEqual([null, dawn, noon, night, null]);
    expect([0, 25, 50, 75].map(positionAt)).toEqual([0, 1, 2, 3]);
    expect(positionAt(99)).toBeCloseTo(3.96, 6);
  });
});

describe('looks with times', () => {
  test('are reached at their share of the duration', () => {
    const { positionAt } = path(
      {
        moments: [
          { look: dawn, at: 0.2 },
          { look: noon, at: 0.3 },
          { look: night, at: 1 },
        ],
      },
      false,
    );
    expect(positionAt(0.2 * 99)).toBeCloseTo(1, 6);
    expect(positionAt(0.3 * 99)).toBeCloseTo(2, 6);
    expect(positionAt(0.65 * 99)).toBeCloseTo(2.5, 6);
  });

  test('stay at the last look until the end', () => {
    const { positionAt } = path({ moments: [{ look: dawn, at: 0.5 }] }, false);
    expect(positionAt(80)).toBe(1);
  });

  test('begin with a look at time 0, instead of the photo’s own light', () => {
    const { keys } = path({
      moments: [
        { look: dawn, at: 0 },
        { look: night, at: 1 },
      ],
    });
    expect(keys).toEqual([dawn, night]);
  });
});

test('held light has one look and no path', () => {
  const { keys, positionAt } = path({ moments: [{ look: night }], course: 'held' });
  expect(keys).toEqual([night]);
  expect(positionAt(42)).toBe(0);
});
