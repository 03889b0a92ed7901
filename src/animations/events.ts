import type { AnimationStage, AnimationStatus } from '../generated/prisma/client.ts';

/** Why an animation failed. `code` is one of `userErrorCodes`, or INTERNAL for a defect of ours. */
export interface Failure {
  code: string;
  message: string;
  isRetryable: boolean;
}

/** A small JPEG of a rendered frame. */
export interface Preview {
  jpeg: Uint8Array;
  width: number;
  height: number;
}

interface Numbered {
  /**
   * Counts the animation's events from 1 without gaps. A snapshot carries the number of the newest event it
   * includes, so `after: sequence` of any event goes on right behind it.
   */
  sequence: number;
  at: Date;
}

/** The state as a whole: the first event of every subscription, and again after missed events. */
export interface SnapshotEvent extends Numbered {
  type: 'snapshot';
  status: AnimationStatus;
  stage: AnimationStage | null;
  framesDone: number;
  /** Null until rendering starts. */
  framesTotal: number | null;
  /** 1 is next; null unless queued. */
  queuePosition: number | null;
  /** True when the subscriber was too slow and events before this one were left out. */
  isMissed: boolean;
}

export interface QueuePositionEvent extends Numbered {
  type: 'queue-position';
  /** 1 is next. */
  position: number;
}

export interface StageEvent extends Numbered {
  type: 'stage';
  stage: AnimationStage;
}

export interface FrameEvent extends Numbered {
  type: 'frame';
  /** Frames done, 1…frames. */
  frame: number;
  frames: number;
  /** Null when no new picture was made since the last event, or when it was dropped long after the end. */
  preview: Preview | null;
}

export interface EndedEvent extends Numbered {
  type: 'ended';
  status: 'SUCCEEDED' | 'FAILED' | 'CANCELED';
  failure: Failure | null;
}

export type AnimationEvent = SnapshotEvent | QueuePositionEvent | StageEvent | FrameEvent | EndedEvent;
