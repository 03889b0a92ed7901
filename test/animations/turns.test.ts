import fc from 'fast-check';
import { expect, it } from 'vitest';
import { describeDatabases } from '../support/databases.ts';
import { openWorkbench } from './workbench.ts';

const failure = { code: 'INVALID_IMAGE', message: 'This photo is cut short', isRetryable: false } as const;
const renderer = { device: 'cpu', bundle: 'test@1.0.0' };

describeDatabases((openTestDatabase) => {
  it('deals out turns so that a project with many waiting animations does not delay one with a single animation', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    const [busy, quiet] = [await bench.openProject('busy'), await bench.openProject('quiet')];
    for (let i = 0; i < 5; i++) await busy.add();
    await bench.runs.begin(renderer);
    const [first, second] = [await quiet.add(), await quiet.add()];
    expect(await quiet.animations.queuePosition(first)).toBe(1);
    expect(await quiet.animations.queuePosition(second)).toBe(3);
    const owners: string[] = [];
    for (let run = await bench.runs.begin(renderer); run; run = await bench.runs.begin(renderer)) {
      owners.push((await bench.row(run.id)).projectId === busy.id ? 'busy' : 'quiet');
    }
    expect(owners).toEqual(['quiet', 'busy', 'quiet', 'busy', 'busy', 'busy']);
  });

  it('starts one animation of each waiting project per round, however many others have', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    const projects = [
      await bench.openProject('a'),
      await bench.openProject('b'),
      await bench.openProject('c'),
    ];
    const counts = fc.tuple(...projects.map(() => fc.integer({ min: 1, max: 6 })));
    await fc.assert(
      fc.asyncProperty(counts, fc.nat(3), async (waiting, begunBefore) => {
        const left = new Map(projects.map(({ id }, i) => [id, waiting[i]]));
        const [early, ...others] = projects;
        for (let i = 0; i < waiting[0]; i++) await early.add();
        const begun = new Map(projects.map(({ id }) => [id, 0]));
        const begin = async () => {
          const run = await bench.runs.begin(renderer);
          if (!run) return false;
          const { projectId } = await bench.row(run.id);
          left.set(projectId, (left.get(projectId) ?? 0) - 1);
          begun.set(projectId, (begun.get(projectId) ?? 0) + 1);
          await bench.runs.end(run, { status: 'FAILED', failure });
          return true;
        };
        for (let i = 0; i < begunBefore; i++) await begin();
        for (const [i, project] of others.entries()) {
          for (let n = 0; n < waiting[i + 1]; n++) await project.add();
        }
        // From here on all that wait compete.
        begun.clear();
        while (await begin()) {
          const competing = projects.filter(({ id }) => (left.get(id) ?? 0) > 0);
          const shares = competing.map(({ id }) => begun.get(id) ?? 0);
          expect(Math.max(...shares, 0) - Math.min(...shares, Number.MAX_SAFE_INTEGER)).toBeLessThanOrEqual(
            1,
          );
        }
      }),
      { numRuns: 6 },
    );
  });

  it('limits the waiting animations per key, whatever others have', async () => {
    await using bench = await openWorkbench(openTestDatabase);
    const project = await bench.openProject('bounded', { maxQueued: 2 });
    const keyOf = async (name: string) => {
      const data = { name, scope: 'WRITE' as const, prefix: '', hash: name, projectId: project.id };
      return (await bench.prisma.apiKey.create({ data })).id;
    };
    const [one, other] = [await keyOf('one'), await keyOf('other')];
    await project.add(one);
    const waiting = await project.add(one);
    await expect(project.add(one)).rejects.toMatchObject({ code: 'QUEUE_FULL', isRetryable: true });
    await project.add(other);
    await project.animations.cancel(waiting);
    await project.add(one);
    expect(await bench.openCount()).toBe(3);
  });
});
