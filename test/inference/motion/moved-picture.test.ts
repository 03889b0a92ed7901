import { expect, test } from 'vitest';
import { movedPicture } from '../../../src/inference/motion/moved-picture.ts';

const side = 16;
const points = side * side;
/** Land of 0 in front of a background whose red is the number of the column. */
const photo = new Float32Array(3 * points);
const background = Float32Array.from({ length: 3 * points }, (_, i) =>
  i % 3 === 0 ? Math.floor(i / 3) % side : 7,
);
const share = Float32Array.from({ length: points }, (_, i) => (Math.floor(i / side) < 8 ? 1 : 0));
for (let point = 0; point < 8 * side; point++) {
  for (let channel = 0; channel < 3; channel++)
    photo[channel * points + point] = background[3 * point + channel];
}
const displacement = Float32Array.from({ length: 2 * points }, (_, i) => (i % 2 === 0 ? 2.5 : 0));

test('moving parts are shown where they have moved, and static ones stay', () => {
  const moved = movedPicture({ photo, background, share }, displacement, side);
  expect(moved[3 * side + 5]).toBeCloseTo(7.5, 5);
  expect(moved[points + 3 * side + 5]).toBe(7);
  expect(moved.subarray(8 * side, points).every((value) => value === 0)).toBe(true);
});

test('the picture is the photo without displacement', () => {
  expect(movedPicture({ photo, background, share }, new Float32Array(2 * points), side)).toEqual(photo);
});
