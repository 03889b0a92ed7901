/** The API server: `npm start`. */
import './require-node.cjs';
import { enableCompileCache, flushCompileCache } from 'node:module';
import { compileCacheFolder } from './compile-cache.ts';

// `npm start` already enables it in the environment, so Node need not even load its type stripping. Nothing is cached
// if the folder is not writable.
enableCompileCache(compileCacheFolder);

try {
  const { serve } = await import('./serve.ts');
  await serve();
  flushCompileCache();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
}
