import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { SanitizedConfig } from 'payload';
import { expect, it } from 'vitest';

const guide = join(import.meta.dirname, '../../../docs/cms/payload.md');

it('accepts the configuration in the guide', async () => {
  const [, code] = /```ts\n(.*?)```/s.exec(await readFile(guide, 'utf8')) ?? [];
  const path = join(import.meta.dirname, `guide-${process.pid}.config.ts`);
  await writeFile(path, code);
  try {
    process.env.DRIFTSCAPE_URL = 'https://driftscape.example.org';
    process.env.DRIFTSCAPE_WEBHOOK_SECRET = `whsec_${Buffer.alloc(24).toString('base64')}`;
    const config = (await import(pathToFileURL(path).href)).default as Promise<SanitizedConfig>;
    const { collections, endpoints, jobs } = await config;
    const media = collections.find(({ slug }) => slug === 'media');
    expect(media?.flattenedFields.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['alt', 'animate', 'animation']),
    );
    const paths = [...endpoints, ...(media?.endpoints || [])].map((one) => one.path);
    expect(paths).toEqual(expect.arrayContaining(['/driftscape/webhook', '/:id/driftscape/render']));
    expect(jobs.tasks?.map(({ slug }) => slug)).toContain('driftscape');
  } finally {
    await rm(path);
  }
});
