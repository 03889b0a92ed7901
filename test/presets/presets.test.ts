import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../src/database/database.ts';
import type { BuiltInPreset } from '../../src/inference/bundle/presets.ts';
import { Presets } from '../../src/presets/presets.ts';
import { describeDatabases, type TestDatabase } from '../support/databases.ts';
import { silentLog } from '../support/silent-log.ts';

const code = (first: number) => [first, 0, 0, 0, 0, 0, 0, 0.25];

function builtIn(name: string, kind: 'motion' | 'appearance', ...codes: number[][]): BuiltInPreset {
  return { name, kind, label: name.toUpperCase(), codes };
}

const calm = builtIn('calm', 'motion', code(1));
const wild = builtIn('wild', 'motion', code(2));
const dusk = builtIn('dusk', 'appearance', code(3), code(4));

describeDatabases((openTestDatabase) => {
  let test: TestDatabase;
  let database: Database;
  let presets: Presets;

  beforeAll(async () => {
    test = await openTestDatabase();
    database = await openDatabase(test.config, silentLog);
    presets = new Presets(database.prisma);
  });
  afterAll(async () => {
    await database.close();
    await test[Symbol.asyncDispose]();
  });

  const stored = () => database.prisma.latentPreset.findMany({ orderBy: { name: 'asc' } });

  it('replaces the built-in presets by those of the bundle; one with the same name keeps its id', async () => {
    await presets.seed([calm, dusk], 'first@1');
    const before = await stored();
    expect(before).toMatchObject([
      { name: 'calm', kind: 'MOTION', label: 'CALM', codes: [code(1)], isBuiltIn: true, bundle: 'first@1' },
      { name: 'dusk', kind: 'APPEARANCE', codes: [code(3), code(4)] },
    ]);
    await presets.seed([calm, dusk], 'first@1');
    expect(await stored()).toEqual(before);
    await presets.seed([{ ...calm, codes: [code(9)] }, wild], 'second@1');
    const after = await stored();
    expect(after).toMatchObject([
      { name: 'calm', id: before[0].id, codes: [code(9)], bundle: 'second@1' },
      { name: 'wild', bundle: 'second@1' },
    ]);
  });

  it('leaves presets of users unchanged', async () => {
    const own = { name: 'mine', kind: 'MOTION' as const, label: 'Mine', codes: [code(5)], bundle: 'first@1' };
    const mine = await database.prisma.latentPreset.create({ data: own });
    await presets.seed([calm, wild, dusk], 'first@1');
    expect(await database.prisma.latentPreset.findFirst({ where: { name: 'mine' } })).toEqual(mine);
    await database.prisma.latentPreset.deleteMany({ where: { name: 'mine' } });
  });

  it('finds presets by name; numbers and codes are passed on', async () => {
    await presets.seed([calm, wild, dusk], 'first@1');
    expect(await presets.resolveMotion('wild')).toEqual(code(2));
    expect(await presets.resolveMotion(0.3)).toBe(0.3);
    expect(await presets.resolveMotion(code(7))).toEqual(code(7));
    expect(await presets.resolveAppearance('dusk')).toEqual([code(3), code(4)]);
    expect(await presets.resolveAppearance('none')).toBe('none');
    expect(await presets.resolveAppearance(1)).toBe(1);
    expect(await presets.resolveAppearance([code(7)])).toEqual([code(7)]);
  });

  it('reports an unknown name with its path and the known names', async () => {
    await presets.seed([calm, wild, dusk], 'first@1');
    const unknown = presets.resolveMotion('wlid', ['input', 'settings', 'motion']);
    await expect(unknown).rejects.toMatchObject({
      code: 'UNKNOWN_PRESET',
      path: ['input', 'settings', 'motion'],
      message: 'Expected the name of a preset for motion, but received "wlid". There are calm, wild',
    });
    const otherKind = presets.resolveAppearance('calm');
    await expect(otherKind).rejects.toMatchObject({
      code: 'UNKNOWN_PRESET',
      message: expect.stringContaining('"calm", which is a preset for something else. There are dusk'),
    });
  });

  it('reports an unknown name among many with a few known ones and how to list the rest', async () => {
    const many = Array.from({ length: 40 }, (_, i) => builtIn(`motion-${i + 10}`, 'motion', code(i)));
    await presets.seed(many, 'first@1');
    const message = expect.stringMatching(/motion-10, .*motion-14 and 35 more, which latentPresets lists$/);
    await expect(presets.resolveMotion('x')).rejects.toMatchObject({ message });
    await presets.seed([], 'first@1');
    await expect(presets.resolveMotion('x')).rejects.toMatchObject({
      message: expect.stringMatching(/has none$/),
    });
  });
});
