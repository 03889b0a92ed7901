import { expect, it } from 'vitest';
import { announcedPlaces } from '../../src/animations/queue/events.ts';
import { QueuePlaces } from '../../src/animations/queue/places.ts';
import { countReads } from '../support/count-reads.ts';
import { describeDatabases } from '../support/databases.ts';
import { openWorkbench, type Workbench } from './workbench.ts';

const length = 10_000;
const renderer = { device: 'cpu', bundle: 'test@1.0.0' };

/** Rows of that many animations that wait. @returns their ids, the next first */
async function fill(bench: Workbench): Promise<string[]> {
  const imageId = await bench.addImage();
  await bench.prisma.$executeRaw`
    INSERT INTO "Animation" ("id", "imageId", "settings", "framesTotal", "turn")
    SELECT gen_random_uuid()::text, ${imageId}, '{}', 1, turn FROM generate_series(1, ${length}::int) AS turn`;
  const rows = await bench.prisma.animation.findMany({ select: { id: true }, orderBy: { turn: 'asc' } });
  return rows.map(({ id }) => id);
}

describeDatabases((openTestDatabase) => {
  it(`announces only the first few of ${length} positions when animations enter, start or leave`, async () => {
    await using bench = await openWorkbench(openTestDatabase);
    const ids = await fill(bench);
    const eventsOf = async (change: () => Promise<unknown>) => {
      const before = await bench.prisma.animationEvent.count();
      await change();
      return (await bench.prisma.animationEvent.count()) - before;
    };
    const imageId = await bench.addImage();
    expect(await eventsOf(() => bench.runs.begin(renderer))).toBe(1 + announcedPlaces);
    expect(await eventsOf(() => bench.animations.cancel(ids[1]))).toBe(1 + announcedPlaces);
    expect(await eventsOf(() => bench.animations.cancel(ids[length - 1]))).toBe(1);
    expect(await eventsOf(() => bench.animations.create({ imageId, settings: {} }))).toBe(1);
    const last = await bench.prisma.animationEvent.findFirst({
      where: { animationId: ids[1 + announcedPlaces] },
    });
    expect(last).toMatchObject({ type: 'QUEUE_POSITION', payload: { position: announcedPlaces } });
  });

  it(`reads the positions of a hundred of ${length} with as many queries as for one`, async () => {
    await using bench = await openWorkbench(openTestDatabase);
    const ids = await fill(bench);
    const counted = countReads(bench.prisma);
    const places = new QueuePlaces(counted.prisma);
    const asked = [0, 1, ...Array.from({ length: 97 }, (_, i) => 100 * (i + 1)), length - 1];
    const answers = asked.map((index) => [
      places.positionOf(ids[index]),
      places.estimatedStartOf(ids[index]),
    ]);
    const positions = await Promise.all(answers.map(([position]) => position));
    await Promise.all(answers.flat());
    expect(positions).toEqual(asked.map((index) => index + 1));
    // The places, what runs, and what ran lately.
    expect(counted.reads()).toBe(3);
    expect(await places.positionOf('not one of them')).toBeNull();
  });
});
