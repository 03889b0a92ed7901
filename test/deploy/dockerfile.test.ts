import { existsSync, readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import packageFile from '../../package.json' with { type: 'json' };
import { npmStart } from '../../scripts/demo/npm-start.ts';
import { settingsFromEnvironment } from '../../src/settings.ts';
import { readDockerfile, readImage, root } from './dockerfile.ts';

const [build, final] = readDockerfile();
const image = readImage();
const generated = ['node_modules', 'kernels/build', 'studio/dist', 'packages/element/dist'];

describe('the Dockerfile', () => {
  it('uses the Node version pinned by the development packages', () => {
    for (const { image } of [build, final])
      expect(image).toMatch(new RegExp(`^node:${packageFile.devDependencies.node}-[a-z]+(-slim)?$`));
    // What was compiled in one has to run in the other.
    expect(final.image).toBe(`${build.image}-slim`);
  });

  it('runs existing scripts, and installs only from the lock file', () => {
    const commands = build.instructions
      .filter(({ name }) => name === 'RUN')
      .map(({ words }) => words.join(' '));
    for (const [, script] of commands.join(' ').matchAll(/npm run (?:--\S+ )*(\S+)/g))
      expect(Object.keys(packageFile.scripts)).toContain(script);
    expect(commands[0]).toMatch(/^npm ci /);
    expect(commands.at(-1)).toContain('npm prune --omit=dev');
  });

  it('copies existing files to where the programs look for them', () => {
    const copies = image.all('COPY').filter(({ flags }) => flags.from);
    expect(copies.every(({ flags }) => flags.from === build.name)).toBe(true);
    const sources = copies.flatMap(({ words }) => words.slice(0, -1));
    expect(sources.length).toBeGreaterThan(6);
    for (const { words } of copies) {
      for (const source of words.slice(0, -1)) {
        const path = source.replace(`${image.folder}/`, '');
        expect(existsSync(join(root, path)), path).toBe(true);
        expect(['./', `./${path}`]).toContain(words.at(-1));
      }
    }
  });

  it('includes all files of the build, and neither secrets nor data', async () => {
    const rules = readFileSync(join(root, '.dockerignore'), 'utf8')
      .split('\n')
      .filter((line) => line && !line.startsWith('#'));
    expect(rules[0]).toBe('*');
    const taken = rules.filter((rule) => rule.startsWith('!')).map((rule) => rule.slice(1));
    const left = rules.slice(1).filter((rule) => !rule.startsWith('!'));
    expect(taken.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    // Every script that the build runs, and every file that makes the stamp of what is generated.
    const needed = [
      'scripts/install/note-built.ts',
      'kernels/build.ts',
      'studio/build.ts',
      'packages/element/build.ts',
      'packages/write-types.ts',
      'prisma.config.ts',
    ];
    for (const path of needed)
      expect(
        taken.some((rule) => path.startsWith(rule)),
        path,
      ).toBe(true);
    expect(left).toEqual(expect.arrayContaining(['src/generated', 'kernels/build', 'studio/dist']));
    for await (const path of glob(['.env*', 'data', 'demo', '.git'], { cwd: root }))
      expect(taken).not.toContain(path);
    expect(generated.every((path) => !taken.includes(path))).toBe(true);
  });

  it('starts the server like `npm start`, without a shell or npm in between', () => {
    expect(image.all('CMD')[0].isExec).toBe(true);
    expect(image.command).toEqual(['node', ...npmStart.nodeOptions, 'src/main.ts']);
    const { NODE_COMPILE_CACHE: _, ...environment } = npmStart.environment;
    expect(image.environment).toMatchObject(environment);
  });

  it('runs as a user without privileges, requires keys, and reports readiness', () => {
    expect(image.all('USER')[0].words).toEqual(['node']);
    expect(image.environment).toMatchObject({ HOST: '0.0.0.0', AUTH: 'keys', NODE_ENV: 'production' });
    expect(image.all('VOLUME')[0].words).toEqual([image.environment.DATA_DIR]);
    expect(existsSync(join(root, image.healthCheck[1]))).toBe(true);
    expect(image.port).toBe(settingsFromEnvironment.shape.PORT.parse(undefined));
  });

  it('sets existing settings', () => {
    const others = ['NODE_ENV', 'MALLOC_ARENA_MAX'];
    const known = [...Object.keys(settingsFromEnvironment.shape), ...others];
    expect(Object.keys(image.environment).filter((name) => !known.includes(name))).toEqual([]);
  });
});
