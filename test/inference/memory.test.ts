import { describe, expect, it } from 'vitest';
import { Memory } from '../../src/inference/memory.ts';

describe('a memory of results', () => {
  it('computes once for the same objects and the same bytes', async () => {
    const memory = new Memory();
    const photo = {};
    let made = 0;
    const make = () => memory.of('step', [photo, Uint8Array.of(1, 2), 'sky'], () => ++made);
    // The bytes are new ones each time.
    expect([await make(), await make()]).toEqual([1, 1]);
  });

  it.each([
    ['another object', [{}, Uint8Array.of(1, 2)]],
    ['other bytes', ['photo', Uint8Array.of(1, 3)]],
    ['fewer parts', ['photo']],
  ])('computes again for %s', async (_what, parts) => {
    const memory = new Memory();
    await memory.of('step', ['photo', Uint8Array.of(1, 2)], () => 'first');
    expect(await memory.of('step', parts, () => 'second')).toBe('second');
  });

  it('separates steps, and stores nothing of failed ones', async () => {
    const memory = new Memory();
    await memory.of('one', [1], () => 'one');
    expect(await memory.of('other', [1], () => 'other')).toBe('other');
    const fail = async () => {
      throw new Error('broken');
    };
    await expect(memory.of('failing', [1], fail)).rejects.toThrow('broken');
    expect(await memory.of('failing', [1], () => 'well')).toBe('well');
  });
});
