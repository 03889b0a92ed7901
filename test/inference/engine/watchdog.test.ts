import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Watchdog } from '../../../src/inference/engine/watchdog.ts';

let barks: number;
const bark = () => {
  barks += 1;
};

beforeEach(() => {
  barks = 0;
  vi.useFakeTimers();
});

afterEach(() => vi.useRealTimers());

it('fires once if it was not refreshed in time', () => {
  const watchdog = new Watchdog(10, bark);
  vi.advanceTimersByTime(9_000);
  watchdog.refresh();
  vi.advanceTimersByTime(9_000);
  expect(barks).toBe(0);
  vi.advanceTimersByTime(60_000);
  expect(barks).toBe(1);
});

it('never fires with a limit of 0, or after it is disposed', () => {
  new Watchdog(0, bark);
  new Watchdog(10, bark)[Symbol.dispose]();
  vi.advanceTimersByTime(60_000);
  expect(barks).toBe(0);
});

it('handles pending messages first if its own process was suspended', async () => {
  vi.useRealTimers();
  using watchdog = new Watchdog(1, bark);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_200);
  // Timers that are due go first, then what has come from outside.
  await new Promise((resolve) => setTimeout(() => setImmediate(resolve), 0));
  watchdog.refresh();
  expect(barks).toBe(0);
});
