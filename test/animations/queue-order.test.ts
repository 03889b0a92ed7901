import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Place, priorities } from '../../src/animations/queue/order.ts';
import { readQueue } from '../../src/animations/queue/state.ts';
import type { Run } from '../../src/animations/work/runs.ts';
import { describeDatabases } from '../support/databases.ts';
import { openWorkbench } from './workbench.ts';

const renderer = { device: 'cpu', bundle: 'test@1.0.0' };
const priority = fc.constantFrom(...Object.values(priorities));

describeDatabases((openTestDatabase) => {
  it('starts higher priorities first, and announces the new positions of the others', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    const imageId = await bench.addImage();
    const add = async (wanted: number) =>
      (await bench.animations.create({ imageId, settings: {}, priority: wanted, mayReuse: false })).id;
    const [low, normal] = [await add(priorities.LOW), await add(priorities.NORMAL)];
    const told = bench.animations.events(low, { after: 0 });
    const positions = async (count: number) => {
      const seen: number[] = [];
      while (seen.length < count) {
        const { value } = await told.next();
        if (value.type === 'queue-position') seen.push(value.position);
      }
      return seen;
    };
    const high = await add(priorities.HIGH);
    expect(await positions(3)).toEqual([1, 2, 3]);
    const { entries } = await readQueue(bench.prisma);
    expect(entries.map(({ animationId }) => animationId)).toEqual([high, normal, low]);
    await bench.startWorker();
    for (const id of [high, normal, low]) {
      const job = await bench.engine.nextJob();
      expect(job.id).toBe(id);
      await job.finish();
    }
    expect(await positions(2)).toEqual([2, 1]);
    await told.return?.();
  });

  it('keeps every position right, queried or announced, whatever happens', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    const imageId = await bench.addImage();
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ type: fc.constant('create' as const), priority }) },
      { weight: 2, arbitrary: fc.constant({ type: 'begin' as const }) },
      fc.record({ type: fc.constantFrom('cancel', 'hand back', 'fail'), index: fc.nat(20) }),
    );
    const failure = {
      code: 'INVALID_IMAGE',
      message: 'This photo is cut short',
      isRetryable: false,
    } as const;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 16 }), async (steps) => {
        let queue: (Place & { id: string })[] = [];
        const running: (Run & Place)[] = [];
        const sort = () => {
          queue.sort((a, b) => b.priority - a.priority || a.turn - b.turn || a.queueNumber - b.queueNumber);
        };
        for (const one of steps) {
          if (one.type === 'create' && 'priority' in one) {
            const wanted = { imageId, settings: {}, priority: one.priority, mayReuse: false };
            queue.push(await bench.animations.create(wanted));
          } else if (one.type === 'begin') {
            const run = await bench.runs.begin(renderer);
            expect(run?.id).toBe(queue[0]?.id);
            const [first] = queue.splice(0, 1);
            if (run && first) running.push({ ...first, ...run });
          } else if (one.type === 'cancel' && 'index' in one && queue.length > 0) {
            const [gone] = queue.splice(one.index % queue.length, 1);
            await bench.animations.cancel(gone.id);
          } else if ('index' in one && running.length > 0) {
            const [run] = running.splice(one.index % running.length, 1);
            if (one.type === 'fail') await bench.runs.end(run, { status: 'FAILED', failure });
            else {
              await bench.runs.handBack(run);
              queue.push(run);
            }
          }
          sort();
          for (const [index, { id }] of queue.entries()) {
            expect(await bench.animations.queuePosition(id)).toBe(index + 1);
            const last = await bench.prisma.animationEvent.findFirst({
              where: { animationId: id },
              orderBy: { sequence: 'desc' },
            });
            expect(last).toMatchObject({ type: 'QUEUE_POSITION', payload: { position: index + 1 } });
          }
        }
        for (const { id } of queue) await bench.animations.cancel(id);
        for (const run of running) await bench.runs.end(run, { status: 'FAILED', failure });
        queue = [];
      }),
      { numRuns: 15 },
    );
  });
});
