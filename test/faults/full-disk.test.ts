import { expect, it } from 'vitest';
import { surviveFullDisk } from './full-disk.ts';
import { prepareServer } from './settings.ts';

it('a server whose disk is full says so, keeps what it acknowledged, and goes on when there is room', async ({
  skip,
}) => {
  await using prepared = await prepareServer();
  const result = await surviveFullDisk(prepared.settings, 1);
  if (!result) return skip('may not mount a small disk here');
  expect(result.losses).toEqual([]);
  expect(result.refused).toBeGreaterThan(0);
  expect(result.storedEnds).toBeGreaterThanOrEqual(result.animations);
}, 240_000);
