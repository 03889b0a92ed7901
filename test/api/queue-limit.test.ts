import { expect, it } from 'vitest';
import { openEmbeddedTestDatabase } from '../support/databases.ts';
import { ApiBench } from './bench.ts';

it('accepts at most MAX_QUEUED waiting animations, and more when one has left', async () => {
  await using bench = await ApiBench.open(openEmbeddedTestDatabase, { MAX_QUEUED: '1' });
  const imageId = await bench.addImage();
  await bench.addAnimation(imageId, { seed: 1 });
  // It runs, and does not wait any more.
  await bench.nextJob();
  const waiting = await bench.addAnimation(imageId, { seed: 2 });
  expect(await bench.create(imageId, { seed: 3 })).toMatchObject({ code: 'QUEUE_FULL' });
  await bench.cancel(waiting);
  await bench.addAnimation(imageId, { seed: 3 });
});
