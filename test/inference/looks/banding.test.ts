import { expect, it } from 'vitest';
import { measureBanding } from '../../../scripts/looks/banding.ts';
import { builtInLooks } from '../../../src/inference/built-in-looks.ts';

const night = builtInLooks.find(({ name }) => name === 'moonlit-night');

it('a smooth sky changed from noon to night keeps nine tenths of its levels in the file', async () => {
  const { decoded, reference, share } = await measureBanding(night?.look ?? {});
  expect(reference).toBeGreaterThan(10);
  expect(decoded).toBeGreaterThan(10);
  expect(share).toBeGreaterThanOrEqual(0.9);
}, 120_000);
