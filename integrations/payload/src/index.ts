export type { DriftscapeOptions } from './options.ts';
export { driftscape } from './plugin.ts';
