import type { z } from 'zod';
import type { AnimationStage, AnimationStatus } from '../../generated/prisma/client.ts';
import type { Stall } from '../queue/stalls.ts';
import type { failureSchema, StoredKind, storedKinds, terminalStatuses } from './kinds.ts';

export type TerminalStatus = (typeof terminalStatuses)[number];
export type Failure = z.output<typeof failureSchema>;

/** A small JPEG of a frame. */
export interface Preview {
  jpeg: Uint8Array;
  width: number;
  height: number;
}

interface Numbered {
  /**
   * Counts the animation's events from 1 without gaps. A snapshot carries the number of the event that the
   * stream continues after. So `after: sequence` of the last event received, whichever, never skips and never repeats.
   */
  sequence: number;
  at: Date;
}

/**
 * The state as a whole: the first event of every stream, and again in place of missed events, and when its process has
 * fallen silent or is heard of again.
 */
export interface SnapshotEvent extends Numbered {
  type: 'snapshot';
  status: AnimationStatus;
  stage: AnimationStage | null;
  framesDone: number;
  framesTotal: number;
  /** 1 is next; null unless queued. */
  queuePosition: number | null;
  /** Null unless it is running and its process has fallen silent. */
  stall: Stall | null;
  /** True when the reader was too slow and events before this one were left out. */
  isMissed: boolean;
}

type Kinds = typeof storedKinds;

/** What an event of a kind says, as {@link storedKinds} has it. */
type NewEventOf<Kind extends StoredKind> = { type: Kind } & z.output<Kinds[Kind]['payload']> &
  (Kinds[Kind] extends { hasPreview: true }
    ? {
        /** Null when there is no newer picture than the last one, or when it was dropped some time after the end. */
        preview: Preview | null;
      }
    : unknown);

/** An event before it has its place in the sequence. */
export type NewEvent = { [Kind in StoredKind]: NewEventOf<Kind> }[StoredKind];
/** Events that have a row; snapshots are made for each reader. */
export type StoredAnimationEvent = { [Kind in StoredKind]: NewEventOf<Kind> & Numbered }[StoredKind];
export type AnimationEvent = SnapshotEvent | StoredAnimationEvent;
