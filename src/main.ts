/** The API server: `npm start`. */
import './require-node.cjs';
import { enableCompileCache, flushCompileCache } from 'node:module';
import { compileCacheFolder } from './compile-cache.ts';

// `npm start` says so in the environment: then Node need not even load what strips types. Nothing is kept where the folder cannot be
// written to.
enableCompileCache(compileCacheFolder);

try {
  const { serve } = await import('./serve.ts');
  await serve();
  flushCompileCache();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
}
