export { Clock } from './clock.ts';
export type { Cms, Made } from './cms.ts';
export { AnimationLifecycle, type Settings } from './lifecycle.ts';
export { receive } from './receive.ts';
export { fresh, never, type Row, type Status, wordsFor } from './row.ts';
