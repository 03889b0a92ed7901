import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packTemplate, unpackTemplate } from '../../src/database/template.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'driftscape-template-'));
});

afterAll(() => rm(folder, { recursive: true }));

describe('the template of the embedded database', () => {
  it('is there for the version of PGlite in use, and an empty database (`npm run template` makes it)', async () => {
    const cluster = join(folder, 'cluster');
    expect(await unpackTemplate(cluster)).toBe(true);
    expect((await stat(cluster)).mode & 0o777).toBe(0o700);
    const pglite = await PGlite.create(cluster);
    const { rows } = await pglite.query<{ version: string; tables: number }>(`
      SELECT current_setting('server_version') AS version,
        (SELECT count(*)::int FROM pg_tables WHERE schemaname = 'public') AS tables`);
    await pglite.close();
    const own = await readFile(join(cluster, 'PG_VERSION'), 'utf8');
    expect(rows).toEqual([{ version: expect.stringMatching(`^${own.trim()}[.]`), tables: 0 }]);
    expect((await readdir(folder)).sort()).toEqual(['cluster']);
  });

  it('is made and unpacked as a whole, over what an interrupted start left', async () => {
    const file = join(folder, 'template');
    await packTemplate(join(folder, 'cluster'), file);
    await unpackTemplate(join(folder, 'first'), file);
    await unpackTemplate(join(folder, 'second.making'), file);
    await unpackTemplate(join(folder, 'second'), file);
    const names = async (name: string) => (await readdir(join(folder, name), { recursive: true })).sort();
    expect(await names('second')).toEqual(await names('first'));
    expect(await names('first')).toEqual(await names('cluster'));
  });

  it('is done without where another version of PGlite has none', async () => {
    expect(await unpackTemplate(join(folder, 'none'), join(folder, 'pglite-0.0.0.tar.br'))).toBe(false);
  });
});
