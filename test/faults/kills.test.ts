import { expect, it } from 'vitest';
import { surviveKills } from './kills.ts';

it('a server that is killed again and again keeps what it acknowledged and ends every job once', async () => {
  const { losses, uploads, animations, presets } = await surviveKills(3);
  expect(losses).toEqual([]);
  expect(Math.min(uploads, animations, presets)).toBeGreaterThan(0);
}, 180_000);
