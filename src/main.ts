/** The API server: `npm start`. */
import './require-node.cjs';
import { enableCompileCache, flushCompileCache } from 'node:module';
import { join } from 'node:path';

// Compiling nearly a thousand modules takes half a second of every start. Nothing is kept where the folder cannot be written
// to.
enableCompileCache(join(import.meta.dirname, '../node_modules/.cache/driftscape'));

try {
  const { serve } = await import('./serve.ts');
  await serve();
  flushCompileCache();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
}
