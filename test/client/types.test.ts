import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { blocksOf } from '../docs/walk.ts';

const root = join(import.meta.dirname, '../..');

/** The compiler's complaints about a user's file, under the strictest options for types. */
async function complaintsAbout(text: string): Promise<string> {
  const cache = join(root, 'node_modules/.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'snippet-'));
  try {
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    const compilerOptions = {
      ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
      ...{ module: 'NodeNext', target: 'ES2024', lib: ['ES2024', 'DOM', 'DOM.Iterable'] },
      ...{ types: ['node'], noEmit: true },
    };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['user.ts'] }));
    await writeFile(join(folder, 'user.ts'), text);
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    const { stdout } = await promisify(execFile)(process.execPath, [compiler, '-p', folder]).catch(
      (error) => error,
    );
    return stdout;
  } finally {
    await rm(folder, { recursive: true });
  }
}

it('accepts options that may be undefined, as they come from an environment', async () => {
  const text = `
    import { DriftscapeClient } from '@driftscape/client';
    import { webSocket } from '@driftscape/client/websocket';
    const token = process.env.DRIFTSCAPE_API_KEY;
    const absent = Math.random() < 2 ? undefined : { signal: new AbortController().signal, key: 'a', count: 1 };
    const signal = absent?.signal;
    const idempotencyKey = absent?.key;
    const attempts = absent?.count;
    const transport = absent && webSocket;
    const client = new DriftscapeClient({ url: 'http://localhost:4000/graphql', token, attempts, transport });
    const { id } = await client.upload(new Blob([]), { signal, idempotencyKey, name: absent?.key });
    const animation = await client.animate(id, { fps: attempts }, { signal, idempotencyKey });
    const { video } = await client.finished(animation.id, { signal, after: attempts, attempts });
    await client.fetchFile(video.url, { signal });
  `;
  expect(await complaintsAbout(text)).toBe('');
});

it('notices options of the wrong type', async () => {
  const text = `
    import { DriftscapeClient } from '@driftscape/client';
    new DriftscapeClient({ url: 'http://localhost:4000/graphql', token: 3 });
  `;
  expect(await complaintsAbout(text)).toMatch(/user\.ts.*TS2322/);
});

it('compiles the receiver of webhooks in the guide', async () => {
  const guide = await readFile(join(root, 'docs/cms/README.md'), 'utf8');
  const [receiver] = blocksOf(guide, 'Others').filter(({ language }) => language === 'ts');
  const site = `
    interface Entry { hasEnded: boolean }
    interface File { url: string; widthPixels: number; heightPixels: number }
    interface Outcome {
      status: string;
      video: File | null;
      poster: File | null;
      failure: { message: string } | null;
    }
    declare function findEntry(key: string): Promise<Entry | null>;
    declare function storeOutcome(entry: Entry, outcome: Outcome): Promise<void>;
  `;
  expect(await complaintsAbout(receiver.text + site)).toBe('');
});
