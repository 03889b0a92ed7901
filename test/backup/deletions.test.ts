import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { ApiBench } from '../api/bench.ts';
import { openEmbeddedTestDatabase } from '../support/databases.ts';

it('includes a photo that is deleted while a backup is written, and it is gone afterwards', async () => {
  await using bench = await ApiBench.open(openEmbeddedTestDatabase);
  const { backUp } = bench.driftscape;
  const imageId = await bench.addImage();
  await bench.addImage();
  const destination = new PassThrough({ highWaterMark: 1 });
  const writing = backUp?.(destination);
  // The rows are copied; the files come when somebody reads on.
  await new Promise((resolve) => destination.once('readable', resolve));
  const query = 'mutation ($imageId: ID!) { deleteImage(input: { imageId: $imageId }) { __typename } }';
  expect(await bench.ask(query, { imageId })).toEqual({ deleteImage: { __typename: 'DeleteImageSuccess' } });
  await buffer(destination);
  expect(await writing).toMatchObject({ files: 2 });
  await expect.poll(() => bench.storedKeys()).toHaveLength(1);
});
