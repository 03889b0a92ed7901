import { expect, test } from 'vitest';
import { mostAround } from '../../src/inference/grids/extremes.ts';
import { shrinkPlane } from '../../src/inference/grids/shrink.ts';
import { startSteps, stepsHere } from '../../src/inference/threads/steps.ts';

const grids = new URL('../../src/inference/grids/', import.meta.url);
const speck = Uint8Array.from({ length: 16 * 16 }, (_, i) => (i === 100 ? 255 : 0));

test('steps on another thread return what they return here', async () => {
  const steps = startSteps();
  try {
    const grown = await steps.run(new URL('extremes.ts', grids), mostAround, speck, 16, 16, 2);
    expect(grown).toEqual(mostAround(speck, 16, 16, 2));
    const [first, second] = [2, 4].map((side) =>
      steps.run(new URL('shrink.ts', grids), shrinkPlane, speck, 16, 16, side),
    );
    expect(await second).toEqual(shrinkPlane(speck, 16, 16, 4));
    expect(await first).toEqual(shrinkPlane(speck, 16, 16, 2));
  } finally {
    await steps.close();
  }
});

test('an error of a step is reported to its caller, and the next step runs', async () => {
  const steps = startSteps();
  try {
    const fails = () => {
      throw new RangeError('none');
    };
    await expect(steps.run(new URL('shrink.ts', grids), fails)).rejects.toThrow();
    await expect(stepsHere.run(new URL('shrink.ts', grids), fails)).rejects.toThrow(RangeError);
    expect(await steps.run(new URL('extremes.ts', grids), mostAround, speck, 16, 16, 0)).toEqual(speck);
  } finally {
    await steps.close();
  }
});

test('a step fails when its thread is closed', async () => {
  const steps = startSteps();
  const pending = steps.run(new URL('extremes.ts', grids), mostAround, speck, 16, 16, 1);
  await steps.close();
  await expect(pending).rejects.toThrow('closed');
  await expect(steps.run(new URL('extremes.ts', grids), mostAround, speck, 16, 16, 1)).rejects.toThrow(
    'closed',
  );
});
