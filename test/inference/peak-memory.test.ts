import { expect, it } from 'vitest';
import { peakRssBytes } from '../../src/inference/output/peak-memory.ts';

it('peak memory is at least the resident memory, and grows with it', async () => {
  const before = await peakRssBytes();
  expect(before).toBeGreaterThanOrEqual(process.memoryUsage.rss() * 0.9);
  const kept = new Uint8Array(before + 50e6).fill(1);
  expect(await peakRssBytes()).toBeGreaterThan(before + 40e6);
  expect(kept[kept.length - 1]).toBe(1);
});
