export {
  type AnimateOptions,
  type Animation,
  type ClientOptions,
  DriftscapeClient,
  type FinishedAnimation,
} from './client.ts';
export type { DataOf, Document, VariablesOf } from './document.ts';
export { DriftscapeError, expectSuccess, type Fault, type SuccessOf, type TransportCode } from './errors.ts';
export { eventStream } from './event-stream.ts';
export type { AnimationEnded, AnimationEvent, FollowOptions, Subscribed, Transport } from './follow.ts';
export { operations } from './generated/operations.ts';
export { schemaDigest } from './generated/provenance.ts';
export type * from './generated/types.ts';
export { newKey } from './idempotency-key.ts';
export type { Connection } from './send.ts';
export type { Image, UploadOptions } from './upload.ts';
