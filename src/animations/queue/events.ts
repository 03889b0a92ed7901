import type { AnimationStatus } from '../../generated/prisma/client.ts';

/** Number of waiting animations that are listed one by one; later ones are only counted. */
export const visiblePlaces = 100;

/**
 * Animations at this many first places get an event for every change of position; for others, it is computed on
 * request.
 */
export const announcedPlaces = 20;

/** An animation that runs, or waits at one of the first {@link visiblePlaces} places. */
export interface QueueEntry {
  animationId: string;
  status: 'QUEUED' | 'RUNNING';
  /** 1 is next; null when running. */
  position: number | null;
}

/** An animation that is no longer an entry. */
export interface QueueDeparture {
  animationId: string;
  /** QUEUED: it moved out of the first places. Null: it was deleted. */
  status: AnimationStatus | null;
}

export interface QueueCounts {
  /** Number of waiting animations, visible or not. */
  queued: number;
  running: number;
}

interface Numbered extends QueueCounts {
  /** Number of queue events of this process since it started. */
  sequence: number;
  at: Date;
}

/** An entry, and its project. */
export type OwnedBy<Told> = Told & { projectId: string };

/** The complete queue: the first event of every stream, and again in place of missed ones. */
export interface QueueSnapshotEvent extends Numbered {
  type: 'snapshot';
  /** Running animations, then waiting ones, in order. */
  entries: readonly QueueEntry[];
  /** True if the reader was too slow and changes before this one were skipped. */
  isMissed: boolean;
}

/** Changes of the queue since the previous event. */
export interface QueueChangedEvent extends Numbered {
  type: 'changed';
  entered: readonly QueueEntry[];
  /** Existing entries whose status or position has changed. */
  changed: readonly QueueEntry[];
  left: readonly QueueDeparture[];
}

export type QueueEvent = QueueSnapshotEvent | QueueChangedEvent;
