import type { RowWork, SharedMemory } from './kernel.ts';
import type { FrameShape, MemoryLayout } from './memory.ts';

/** What threads need to start: the memory they share, where everything lies in it, and the sizes. */
export interface RowThreadsSetup {
  memory: SharedMemory;
  layout: MemoryLayout;
  shape: FrameShape;
  threads: number;
}

/** Work on all rows of one frame. */
export interface FrameOrder {
  work: RowWork;
  /** What the plan of each layer holds. */
  layers: { hasB: boolean; hasBlend: boolean }[];
  hasColour: boolean;
  /** Whether colours are anchored to a map other than the identity. */
  hasStart: boolean;
  /** The layer whose background is made, where that is the work. */
  enlarged: number;
  /** The output holds the photo as YUV wherever no layer is. */
  keepsStill: boolean;
}

/** Threads that share the rows of a frame, one frame at a time. */
export interface RowThreads {
  /** Resolves when no row of the frame is left to take. Rejects when the threads have ended. */
  run(order: FrameOrder): Promise<void>;
  close(): Promise<void>;
}
