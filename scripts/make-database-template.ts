/**
 * `npm run template`: rebuilds the template of the embedded database, after changes of PGlite, the migrations or
 * pg-boss.
 */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import pino from 'pino';
import { openDatabase } from '../src/database/database.ts';
import { packTemplate, templateFile } from '../src/database/template.ts';
import { DeliveryQueue, defaultPauses } from '../src/webhooks/delivery-queue.ts';

const dataDirectory = await mkdtemp(join(tmpdir(), 'driftscape-template-'));
try {
  const cluster = join(dataDirectory, 'database');
  const pglite = await PGlite.create(cluster);
  // Templates for further databases. There are none, and every missing file is one less to write.
  for (const name of ['template0', 'template1']) {
    await pglite.exec(`ALTER DATABASE ${name} IS_TEMPLATE false`);
    await pglite.exec(`DROP DATABASE ${name}`);
  }
  await pglite.close();
  const log = pino();
  const database = await openDatabase({ dataDirectory }, log);
  await (await DeliveryQueue.open(database, defaultPauses, log)).close();
  await database.vacuum?.();
  await database.close();
  await packTemplate(cluster, templateFile);
  process.stdout.write(`Wrote ${templateFile} (${(await stat(templateFile)).size} bytes)\n`);
} finally {
  await rm(dataDirectory, { recursive: true, force: true });
}
