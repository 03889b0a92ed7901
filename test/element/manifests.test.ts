import { afterEach, expect, it, vi } from 'vitest';
import { Manifests } from '../../packages/element/src/manifests.ts';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const getAttribute = (name: string) => (name === 'src' ? 'https://x.org/lake.json' : null);

it('checks an unfinished animation again, less and less often, until it has ended', async () => {
  vi.useFakeTimers();
  const statuses = ['QUEUED', 'RUNNING', 'RUNNING', 'SUCCEEDED'];
  const fetched = vi.fn(async (url: string) => {
    const status = statuses.shift();
    const sources = status === 'SUCCEEDED' ? [{ src: 'lake.mp4' }] : [];
    return { ok: true, url, text: async () => JSON.stringify({ status, sources }) };
  });
  vi.stubGlobal('fetch', fetched);
  const manifests = new Manifests({ getAttribute } as unknown as HTMLElement);
  const { signal } = new AbortController();
  const failures: unknown[] = [];
  const look = async (): Promise<void> => {
    await manifests.current(signal, (error) => failures.push(error), look);
  };
  await look();
  for (const [wait, looks] of [
    [4999, 1],
    [1, 2],
    [9999, 2],
    [1, 3],
    [15_000, 4],
    [600_000, 4],
  ]) {
    await vi.advanceTimersByTimeAsync(wait);
    expect(fetched).toHaveBeenCalledTimes(looks);
  }
  expect(manifests.own).toMatchObject({ sources: [{ src: 'https://x.org/lake.mp4' }] });
  // Of each state once.
  expect(failures).toEqual([
    'The animation is QUEUED, with nothing to play',
    'The animation is RUNNING, with nothing to play',
  ]);
});

it('stops checking once it is removed', async () => {
  vi.useFakeTimers();
  const text = async () => '{ "status": "RUNNING", "sources": [] }';
  const fetched = vi.fn(async (url: string) => ({ ok: true, url, text }));
  vi.stubGlobal('fetch', fetched);
  const manifests = new Manifests({ getAttribute } as unknown as HTMLElement);
  await manifests.current(
    new AbortController().signal,
    () => {},
    () => {},
  );
  manifests.forget();
  expect(vi.getTimerCount()).toBe(0);
});
