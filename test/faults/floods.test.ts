import { expect, it } from 'vitest';
import { surviveOversized } from './oversized.ts';
import { prepareServer } from './settings.ts';
import { surviveSilentSockets } from './silent-sockets.ts';

it('a server answers others while sockets are silent, and closes those in time', async () => {
  await using prepared = await prepareServer();
  const { losses, queryMs } = await surviveSilentSockets(prepared.settings, 200, 2);
  expect(losses).toEqual([]);
  expect(queryMs.count).toBeGreaterThan(5);
}, 180_000);

it('a server rejects oversized input early, and keeps nothing of it', async () => {
  await using prepared = await prepareServer();
  const sizes = { sentBytes: 60_000_000, limitBytes: 5_000_000, uploads: 4 };
  const { losses, takenBytes, grownBytes } = await surviveOversized(prepared.settings, sizes);
  expect(losses).toEqual([]);
  expect(takenBytes).toBeLessThan(20_000_000);
  expect(grownBytes).toBeLessThan(60_000_000);
}, 180_000);
