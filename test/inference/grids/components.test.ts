import { expect, test } from 'vitest';
import { type Component, visitComponents } from '../../../src/inference/grids/components.ts';

function componentsOf(rows: string[]): Component[] {
  const picture = rows.join('');
  const found: Component[] = [];
  visitComponents(
    rows[0].length,
    rows.length,
    (pixel) => picture[pixel] === '#',
    (component) => found.push(component),
  );
  return found;
}

test('pixels that touch, also at corners, are connected', () => {
  const found = componentsOf([
    '#...##', //
    '.#..#.',
    '......',
    '#..###',
  ]);
  expect(found.map(({ pixels }) => pixels.length)).toEqual([2, 3, 1, 3]);
  expect(found[1]).toMatchObject({ left: 4, right: 5, top: 0, bottom: 1 });
});

test('opposite sides of the picture are not connected', () => {
  expect(componentsOf(['#..#', '....', '#..#'])).toHaveLength(4);
  expect(componentsOf(['...#', '#...'])).toHaveLength(2);
});

test('a full picture is one component, an empty one has none', () => {
  expect(componentsOf(['###', '###'])).toMatchObject([{ left: 0, right: 2, top: 0, bottom: 1 }]);
  expect(componentsOf(['...'])).toEqual([]);
});
