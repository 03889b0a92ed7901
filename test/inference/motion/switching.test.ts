import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { switchDuration, switched, switchTimes } from '../../../src/inference/motion/switching.ts';

const side = 64;
const [earliest, latest] = [switchDuration / 2, 1 - switchDuration / 2];

describe('the times at which points change from one copy to the other', () => {
  test('leave both ends of a period to one copy alone', () => {
    const times = switchTimes(side, 16 / 9, 3);
    expect(times).toHaveLength(side * side);
    expect(Math.min(...times)).toBeCloseTo(earliest, 6);
    expect(Math.max(...times)).toBeCloseTo(latest, 6);
  });

  test('are evenly distributed', () => {
    const times = switchTimes(side, 16 / 9, 3);
    const counts = new Array<number>(8).fill(0);
    for (const time of times) {
      counts[Math.min(7, Math.floor((8 * (time - earliest)) / (latest - earliest)))]++;
    }
    for (const count of counts) expect(count / times.length).toBeCloseTo(1 / 8, 2);
  });

  test('are the same for the same seed, and different for another', () => {
    expect(switchTimes(side, 1.5, 7)).toEqual(switchTimes(side, 1.5, 7));
    expect(switchTimes(side, 1.5, 7)).not.toEqual(switchTimes(side, 1.5, 8));
  });

  test('differ little between neighbours', () => {
    const times = switchTimes(256, 1, 1);
    let steps = 0;
    for (let i = 1; i < times.length; i++) if (i % 256 > 0) steps += Math.abs(times[i] - times[i - 1]);
    expect(steps / times.length).toBeLessThan(0.02);
  });

  test('form patches that are as wide as high in a picture of any aspect', () => {
    const aspect = 3;
    const times = switchTimes(256, aspect, 5);
    // In the picture, one grid unit across is three times as long as one down.
    const difference = (dx: number, dy: number) => {
      let sum = 0;
      for (let y = 0; y + dy < 256; y++) {
        for (let x = 0; x + dx < 256; x++)
          sum += Math.abs(times[(y + dy) * 256 + x + dx] - times[y * 256 + x]);
      }
      return sum / ((256 - dx) * (256 - dy));
    };
    expect(difference(0, 3 * 4) / difference(4, 0)).toBeCloseTo(1, 0);
    expect(difference(0, 4) / difference(4, 0)).toBeLessThan(0.6);
  });
});

describe('the share of the second copy at a point', () => {
  const time = fc.double({ min: earliest, max: latest, noNaN: true });

  test('is 0 at the start of a period and 1 at its end', () => {
    fc.assert(
      fc.property(time, (at) => {
        expect(switched(0, at)).toBeCloseTo(0, 9);
        expect(switched(1, at)).toBeCloseTo(1, 9);
      }),
    );
    for (const at of switchTimes(side, 1, 2)) {
      expect(switched(0, at)).toBeLessThan(1e-9);
      expect(switched(1, at)).toBeGreaterThan(1 - 1e-9);
    }
  });

  test('never falls in between, and is half at the time of the change', () => {
    fc.assert(
      fc.property(
        time,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (at, a, b) => {
          expect(switched(Math.max(a, b), at)).toBeGreaterThanOrEqual(switched(Math.min(a, b), at));
          expect(switched(at, at)).toBeCloseTo(0.5, 9);
        },
      ),
    );
  });
});
