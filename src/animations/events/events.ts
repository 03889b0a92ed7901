import type { z } from 'zod';
import type { AnimationStage, AnimationStatus } from '../../generated/prisma/client.ts';
import type { Stall } from '../queue/stalls.ts';
import type { failureSchema, StoredKind, storedKinds, terminalStatuses } from './kinds.ts';

export type TerminalStatus = (typeof terminalStatuses)[number];
export type Failure = z.output<typeof failureSchema>;

/** A thumbnail JPEG of a frame. */
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
 * The complete state: the first event of every stream. Sent again in place of missed events, and when heartbeats of its
 * process stop or resume.
 */
export interface SnapshotEvent extends Numbered {
  type: 'snapshot';
  status: AnimationStatus;
  stage: AnimationStage | null;
  framesDone: number;
  framesTotal: number;
  /** 1 is next; null unless queued. */
  queuePosition: number | null;
  /** Null unless it is running and heartbeats of its process have stopped. */
  stall: Stall | null;
  /** True if the reader was too slow and events before this one were skipped. */
  isMissed: boolean;
}

type Kinds = typeof storedKinds;

/** Payload of an event of a kind, from {@link storedKinds}. */
type NewEventOf<Kind extends StoredKind> = { type: Kind } & z.output<Kinds[Kind]['payload']> &
  (Kinds[Kind] extends { hasPreview: true }
    ? {
        /** Null if there is no newer picture than the last one, or if it was removed some time after the end. */
        preview: Preview | null;
      }
    : unknown);

/** An event before it gets its sequence number. */
export type NewEvent = { [Kind in StoredKind]: NewEventOf<Kind> }[StoredKind];
/** Events with a row; snapshots are created for each reader. */
export type StoredAnimationEvent = { [Kind in StoredKind]: NewEventOf<Kind> & Numbered }[StoredKind];
export type AnimationEvent = SnapshotEvent | StoredAnimationEvent;
