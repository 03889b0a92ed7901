import { expect, it } from 'vitest';
import { surviveFullDisk } from './full-disk.ts';
import { prepareServer } from './settings.ts';

it('a server on a full disk reports it, keeps acknowledged data, and continues when there is space', async ({
  skip,
}) => {
  await using prepared = await prepareServer();
  const result = await surviveFullDisk(prepared.settings, 1);
  if (!result) return skip('may not mount a small disk here');
  expect(result.losses).toEqual([]);
  expect(result.refused).toBeGreaterThan(0);
  expect(result.storedEnds).toBeGreaterThanOrEqual(result.animations);
}, 240_000);
