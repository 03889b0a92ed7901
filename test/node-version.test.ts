import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import packageFile from '../package.json' with { type: 'json' };
import lockFile from '../package-lock.json' with { type: 'json' };

const root = join(import.meta.dirname, '..');
const read = (path: string) => readFile(join(root, path), 'utf8');
/** The oldest major version of Node that the programs run on. */
const oldest = Number(/^>=(\d+)$/.exec(packageFile.engines.node)?.[1]);
const programs = ['start', 'worker', 'animate', 'keys', 'backup', 'restore', 'demo'] as const;

describe('the versions of Node', () => {
  it('agree: package.json, its lock, the included Node and the current one', () => {
    expect(lockFile.packages[''].engines).toEqual(packageFile.engines);
    const packaged = packageFile.devDependencies.node;
    expect(lockFile.packages['node_modules/node'].version).toBe(packaged);
    expect(Number.parseInt(packaged, 10)).toBeGreaterThanOrEqual(oldest);
    expect(process.versions.node).toBe(packaged);
  });

  it('agree with the documentation', async () => {
    for (const path of ['README.md', 'docs/dependencies.md'])
      expect((await read(path)).match(/Node \d+/g), path).toEqual(expect.arrayContaining([`Node ${oldest}`]));
    const said = (await read('README.md')).match(/Node \d[\d.]*/g) ?? [];
    expect([...new Set(said)]).toEqual([`Node ${oldest}`]);
  });

  it('are taken from npm by the check of a clean checkout, not from the machine', async () => {
    expect((await read('.ci/run')).match(/^\s*(?:node|npx)\b.*$/gm)).toBeNull();
  });

  it('support the syntax of the sources: `using` needs Node 24', async () => {
    const sources = (await readdir(join(root, 'src'), { recursive: true })).filter((path) =>
      path.endsWith('.ts'),
    );
    const texts = await Promise.all(sources.map((path) => read(join('src', path))));
    expect(texts.some((text) => /^\s*(?:await )?using \w+ =/m.test(text))).toBe(oldest >= 24);
  });
});

describe('a Node that is too old', () => {
  let folder: string;
  let disguise: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'node-version-'));
    disguise = join(folder, 'disguise.cjs');
    const versions = "Object.freeze({ ...process.versions, node: '22.19.0' })";
    await writeFile(disguise, `Object.defineProperty(process, 'versions', { value: ${versions} });`);
  });
  afterAll(() => rm(folder, { recursive: true }));

  function run(args: readonly string[]): Promise<{ code: unknown; stdout: string; stderr: string }> {
    return new Promise((resolve) => {
      execFile(process.execPath, ['--require', disguise, ...args], { cwd: root }, (error, stdout, stderr) =>
        resolve({ code: error?.code ?? 0, stdout, stderr }),
      );
    });
  }
  const sentence =
    /^Expected Node 24 or later, but this is 22\.19\.0: run `npm ci`, which brings one along for all npm scripts, or install a newer one\n$/;

  it.each(programs)('is reported in one sentence by `npm run %s`', async (name) => {
    const [, args] = packageFile.scripts[name].split('exec node ');
    const { code, stdout, stderr } = await run(args.split(' '));
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(sentence);
  });

  it.each(['main', 'cli', 'keys', 'backup', 'restore'])(
    'is reported so by src/%s.ts without npm',
    async (name) => {
      expect((await run([`src/${name}.ts`])).stderr).toMatch(sentence);
    },
  );
});
