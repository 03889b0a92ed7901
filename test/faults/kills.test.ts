import { expect, it } from 'vitest';
import { surviveKills } from './kills.ts';
import { prepareServer } from './settings.ts';

it('a server that is killed repeatedly keeps acknowledged data and ends every job once', async () => {
  await using prepared = await prepareServer();
  const { losses, uploads, animations, presets, storedEnds } = await surviveKills(prepared.settings, 3);
  expect(losses).toEqual([]);
  expect(storedEnds).toBeGreaterThanOrEqual(animations);
  expect(Math.min(uploads, animations, presets)).toBeGreaterThan(0);
}, 240_000);
