import type { UserErrorCode } from '../../errors.ts';
import type { AnimationStage, AnimationStatus } from '../../generated/prisma/client.ts';
import type { Stall } from '../queue/stalls.ts';

export type TerminalStatus = 'SUCCEEDED' | 'FAILED' | 'CANCELED';

export interface Failure {
  /** INTERNAL: a defect of ours rather than something the user can mend. */
  code: UserErrorCode | 'INTERNAL';
  message: string;
  isRetryable: boolean;
}

/** A small JPEG of a frame. */
export interface Preview {
  jpeg: Uint8Array;
  width: number;
  height: number;
}

interface Numbered {
  /**
   * Counts the animation's events from 1 without gaps. A snapshot carries the number of the event that the
   * stream goes on behind. So `after: sequence` of the last event received, whichever, never skips and never repeats.
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

/** It waits in the queue: at first, when others leave the queue, and when an interrupted run is put back. */
export interface QueuePositionEvent extends Numbered {
  type: 'queue-position';
  /** 1 is next. */
  position: number;
}

/** An engine began with a stage. Starting over, after a crash, begins with `DECODING` again. */
export interface StageEvent extends Numbered {
  type: 'stage';
  stage: AnimationStage;
}

/** Frames were rendered; at most about four of these a second. */
export interface FrameEvent extends Numbered {
  type: 'frame';
  /** Frames done, 0…frames. */
  frame: number;
  frames: number;
  /** Null when there is no newer picture than the last one, or when it was dropped some time after the end. */
  preview: Preview | null;
}

/** The last event. */
export interface EndedEvent extends Numbered {
  type: 'ended';
  status: TerminalStatus;
  failure: Failure | null;
}

export type AnimationEvent = SnapshotEvent | QueuePositionEvent | StageEvent | FrameEvent | EndedEvent;
/** Events that have a row; snapshots are made for each reader. */
export type StoredAnimationEvent = Exclude<AnimationEvent, SnapshotEvent>;
