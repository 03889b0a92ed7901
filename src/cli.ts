import './require-node.cjs';
import { enableCompileCache } from 'node:module';
import { compileCacheFolder } from './compile-cache.ts';

// Compiling takes longer than anything that ends with an error message.
enableCompileCache(compileCacheFolder);
const { runAnimate } = await import('./cli/animate-command.ts');
process.exitCode = await runAnimate(process.argv.slice(2));
