import { expect, it } from 'vitest';
import { FairTurns } from '../src/fair-turns.ts';

it('runs as many tasks at once as allowed, and takes waiting ones by client in turn', async () => {
  const turns = new FairTurns(2);
  const done: string[] = [];
  let running = 0;
  let most = 0;
  const work = (client: string, name: string) =>
    turns.run(client, async () => {
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      done.push(name);
      running -= 1;
    });
  const many = Array.from({ length: 6 }, (_, index) => work('a', `a${index}`));
  await Promise.all([...many, work('b', 'b0'), work('c', 'c0')]);
  expect(most).toBe(2);
  expect(done).toEqual(['a0', 'a1', 'a2', 'b0', 'c0', 'a3', 'a4', 'a5']);
});

it('passes on the slot of a failing task', async () => {
  const turns = new FairTurns(1);
  const failing = turns.run('a', () => Promise.reject(new Error('no')));
  const next = turns.run('a', async () => 'done');
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('done');
});
