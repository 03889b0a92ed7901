import { join } from 'node:path';

/** Where Node keeps compiled code from one start to the next: a thousand modules take half a second to compile. */
export const compileCacheFolder = join(import.meta.dirname, '../node_modules/.cache/driftscape');
