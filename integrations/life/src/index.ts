export { Clock } from './clock.ts';
export type { Cms, Made } from './cms.ts';
export { hear } from './hear.ts';
export { Life, type Settings } from './life.ts';
export { fresh, never, type Row, type Status, wordsFor } from './row.ts';
