import { afterAll, beforeAll, beforeEach } from 'vitest';
import { FileBench, type StoredAnimation } from './file-bench.ts';

/**
 * Opens one bench for the tests of a file, and adds an animation before each.
 * @param receive gets the bench and the animation of the next test
 * @param settings of the server
 */
export function withAnimation(
  receive: (given: { bench: FileBench; animation: StoredAnimation }) => void,
  settings?: Record<string, string>,
): void {
  let bench: FileBench;

  beforeAll(async () => {
    bench = await FileBench.open(settings);
  });

  afterAll(() => bench[Symbol.asyncDispose]());

  beforeEach(async () => {
    receive({ bench, animation: await bench.addAnimation() });
  });
}
