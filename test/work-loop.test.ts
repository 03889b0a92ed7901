import { expect, it, vi } from 'vitest';
import { WorkLoop } from '../src/work-loop.ts';

const never = 600_000;

/** A loop whose looks the test counts and answers. */
function loopOf(looks: (() => number | Promise<number>)[], onError: (error: unknown) => number = () => 0) {
  const look = vi.fn(async () => (looks.shift() ?? (() => never))());
  const loop = new WorkLoop({ look, onError });
  loop.start();
  return { loop, look };
}

it('looks again at once while there is work, then sleeps', async () => {
  const { loop, look } = loopOf([() => 0, () => 0]);
  await vi.waitFor(() => expect(look).toHaveBeenCalledTimes(3));
  await loop.close();
  expect(look).toHaveBeenCalledTimes(3);
});

it('looks by itself after its sleep', async () => {
  const { loop, look } = loopOf([() => 1]);
  await vi.waitFor(() => expect(look).toHaveBeenCalledTimes(2));
  await loop.close();
});

it('looks once more if it was woken during a look', async () => {
  const { loop, look } = loopOf([
    () => {
      loop.wake();
      return never;
    },
  ]);
  await vi.waitFor(() => expect(look).toHaveBeenCalledTimes(2));
  await loop.close();
});

it('pauses after an error for the requested time, and continues', async () => {
  const met: unknown[] = [];
  const fail = () => {
    throw new Error('away');
  };
  const { loop, look } = loopOf([fail], (error) => met.push(error));
  await vi.waitFor(() => expect(look).toHaveBeenCalledTimes(2));
  expect(met).toEqual([new Error('away')]);
  await loop.close();
});

it('closes when the current look has ended, or after its time limit', async () => {
  const over = Promise.withResolvers<number>();
  const { loop, look } = loopOf([() => over.promise]);
  await loop.close(1);
  expect(loop.closing.aborted).toBe(true);
  const closed = loop.close();
  over.resolve(0);
  await closed;
  expect(look).toHaveBeenCalledTimes(1);
});

it('ends a pause when it closes', async () => {
  const { loop, look } = loopOf(
    [
      () => {
        throw new Error('away');
      },
    ],
    () => never,
  );
  await vi.waitFor(() => expect(look).toHaveBeenCalled());
  await loop.close();
});
