import { describe, expect, test } from 'vitest';
import { findStanding } from '../../../src/inference/layers/standing.ts';
import type { Photo } from '../../../src/photo/photo.ts';
import { driftingClouds } from '../../../src/scenes/drifting-clouds.ts';

const [width, height] = [640, 360];
const sky = new Uint8Array(width * height).fill(255);

/** A sky that becomes brighter downwards, with things drawn in front of it. */
function clearSky(greyAt: (x: number, y: number) => number | undefined): Photo {
  const rgba = new Uint8Array(width * height * 4).fill(255);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    rgba.fill(greyAt(x, y) ?? 120 + Math.round(y / 6), 4 * pixel, 4 * pixel + 3);
  }
  return { width, height, rgba };
}

const at = (standing: Uint8Array, x: number, y: number) => standing[y * width + x];

describe('in front of a clear sky', () => {
  test('keeps a cable still along its whole length, and nothing next to it', () => {
    const row = (x: number) => 100 + Math.floor(x / 8);
    const standing = findStanding(
      clearSky((x, y) => (y === row(x) ? 40 : undefined)),
      sky,
    );
    for (let x = 2; x < width - 2; x++) {
      expect(at(standing, x, row(x))).toBe(255);
      expect(at(standing, x, row(x) - 4)).toBe(0);
      expect(at(standing, x, row(x) + 4)).toBe(0);
    }
  });

  test('keeps a small star still', () => {
    const standing = findStanding(
      clearSky((x, y) => (x === 300 && y === 90 ? 250 : undefined)),
      sky,
    );
    expect(at(standing, 300, 90)).toBe(255);
    expect(standing.filter((value) => value > 0)).toHaveLength(1);
  });

  test('keeps a soft moon still, although it is not thin and has shades of its own', () => {
    const moon = (x: number, y: number) => {
      const away = Math.hypot(x - 300, y - 90);
      return away < 2.6 ? 200 - 20 * away : undefined;
    };
    const standing = findStanding(clearSky(moon), sky);
    expect(at(standing, 300, 90)).toBe(255);
  });

  test('keeps a speck still in a clear sky, but not among clouds', () => {
    const speck = (x: number, y: number) => (x >> 1 === 150 && y >> 1 === 45 ? 105 : undefined);
    const grain = (x: number, y: number) => (y > 180 ? 130 + 12 * ((x + y) % 3) : undefined);
    expect(at(findStanding(clearSky(speck), sky), 300, 90)).toBe(255);
    const standing = findStanding(
      clearSky((x, y) => speck(x, y) ?? grain(x, y)),
      sky,
    );
    expect(at(standing, 300, 90)).toBe(0);
  });

  test('treats a faint horizontal streak as a cloud, and a sloped one as a cable', () => {
    const streak = (lean: number) =>
      findStanding(
        clearSky((x, y) => {
          const isIn = x >= 200 && x < 280 && y === 100 + Math.round((x - 200) * lean);
          return isIn ? 120 + Math.round(y / 6) + 25 : undefined;
        }),
        sky,
      );
    expect(streak(0).every((value) => value === 0)).toBe(true);
    expect(at(streak(0.5), 240, 120)).toBe(255);
  });

  test('finds nothing in an empty sky', () => {
    expect(
      findStanding(
        clearSky(() => undefined),
        sky,
      ).every((value) => value === 0),
    ).toBe(true);
  });
});

test('finds nothing in soft clouds', () => {
  const { photo } = driftingClouds({ width, height, velocity: { x: 0, y: 0 } });
  expect(findStanding(photo, sky).every((value) => value === 0)).toBe(true);
});

describe('at the edge of a bright cloud', () => {
  /** A wavy edge at which the sky turns into a cloud within a few pixels. */
  const edgeAt = (x: number) => 150 + Math.round(12 * Math.sin(x / 25));
  const cloud = (x: number, y: number) => 110 + 100 * Math.min(1, Math.max(0, (y - edgeAt(x)) / 5));

  test('moves small fragments of the cloud', () => {
    const crumbs = (x: number, y: number) =>
      cloud(x, y) -
      (x % 23 === 7 && y === edgeAt(x) + 4 ? 30 : 0) +
      (x % 31 === 11 && y === edgeAt(x) ? 25 : 0);
    expect(findStanding(clearSky(crumbs), sky).every((value) => value === 0)).toBe(true);
  });

  test('moves its lit rim, although single pixels of it have as much contrast as lettering', () => {
    const rim = (x: number, y: number) =>
      cloud(x, y) + (y === edgeAt(x) && x > 100 && x < 400 ? (x % 9 === 0 ? 60 : 22) : 0);
    expect(findStanding(clearSky(rim), sky).every((value) => value === 0)).toBe(true);
  });

  test('keeps lettering across it still', () => {
    const isStroke = (x: number, y: number) => x >= 200 && x < 202 && y >= 120 && y < 190;
    const standing = findStanding(
      clearSky((x, y) => (isStroke(x, y) ? 10 : cloud(x, y))),
      sky,
    );
    for (let y = 122; y < 188; y++) expect(at(standing, 200, y)).toBeGreaterThan(200);
  });

  test('keeps a bird above it still', () => {
    const standing = findStanding(
      clearSky((x, y) => (x >> 1 === 150 && y >> 1 === 30 ? 70 : cloud(x, y))),
      sky,
    );
    expect(at(standing, 300, 60)).toBe(255);
  });
});

test('ignores the grain of a cloud, but keeps a twig that grows from the land still', () => {
  const grain = (x: number, y: number) => 128 + ((x * 7919 + y * 104729) % 13);
  const land = 200;
  const isTwig = (x: number, y: number) => x === 320 && y > 180 && y < land;
  const photo = clearSky((x, y) => (y >= land || isTwig(x, y) ? 10 : grain(x, y)));
  const standing = findStanding(
    photo,
    sky.map((_, pixel) => (pixel < (land - 1) * width ? 255 : pixel < land * width ? 50 : 0)),
  );
  expect(at(standing, 320, 190)).toBe(255);
  expect(at(standing, 100, 100)).toBe(0);
  expect(standing.subarray(land * width).every((value) => value === 0)).toBe(true);
});
