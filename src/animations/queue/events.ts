import type { AnimationStatus } from '../../generated/prisma/client.ts';

/** How many animations that wait are told of one by one; those behind are counted alone. */
export const visiblePlaces = 100;

/** At so many first places animations hear of every change of their position; the others learn it when they ask. */
export const announcedPlaces = 20;

/** An animation that runs, or waits at one of the first {@link visiblePlaces} places. */
export interface QueueEntry {
  animationId: string;
  status: 'QUEUED' | 'RUNNING';
  /** 1 is next; null when running. */
  position: number | null;
}

/** An animation that is no entry any more. */
export interface QueueDeparture {
  animationId: string;
  /** QUEUED: it fell behind the first places. Null: it is gone altogether. */
  status: AnimationStatus | null;
}

export interface QueueCounts {
  /** Animations that wait, visible or not. */
  queued: number;
  running: number;
}

interface Numbered extends QueueCounts {
  /** Counts what this process has told of the queue since it started. */
  sequence: number;
  at: Date;
}

/** What is told of an animation, and whose it is. */
export type OwnedBy<Told> = Told & { projectId: string };

/** The queue as a whole: the first event of every stream, and again in place of missed ones. */
export interface QueueSnapshotEvent extends Numbered {
  type: 'snapshot';
  /** Those that run, then those that wait, in their order. */
  entries: readonly QueueEntry[];
  /** True when the reader was too slow and changes before this one were left out. */
  isMissed: boolean;
}

/** What became of the queue since the event before. */
export interface QueueChangedEvent extends Numbered {
  type: 'changed';
  entered: readonly QueueEntry[];
  /** Entries of before with another status or position. */
  changed: readonly QueueEntry[];
  left: readonly QueueDeparture[];
}

export type QueueEvent = QueueSnapshotEvent | QueueChangedEvent;
