/** Makes the template of the embedded database again, after PGlite got another version: `npm run template`. */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { packTemplate, templateFile } from '../src/database/template.ts';

const folder = await mkdtemp(join(tmpdir(), 'driftscape-template-'));
try {
  const cluster = join(folder, 'cluster');
  const pglite = await PGlite.create(cluster);
  await pglite.close();
  await packTemplate(cluster, templateFile);
  process.stdout.write(`Wrote ${templateFile} (${(await stat(templateFile)).size} bytes)\n`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
