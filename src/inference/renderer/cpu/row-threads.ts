import type { RowWork, SharedMemory } from './kernel.ts';
import type { FrameShape, MemoryLayout } from './memory.ts';

/** What threads need to start: the shared memory, its layout, and the sizes. */
export interface RowThreadsSetup {
  memory: SharedMemory;
  layout: MemoryLayout;
  shape: FrameShape;
  threads: number;
}

/** Work on all rows of one frame. */
export interface FrameOrder {
  work: RowWork;
  /** Optional parts of each layer's plan. */
  layers: { hasB: boolean; hasBlend: boolean }[];
  hasColour: boolean;
  /** Weight of each colour map in the memory; 0: not used. */
  weights: number[];
  /** Whether colours are anchored to a map other than the identity. */
  hasStart: boolean;
  /** The layer whose background is computed, for work on backgrounds. */
  enlarged: number;
  /** Whether the output already holds what is outside all layers as YUV. */
  keepsStill: boolean;
}

/** Threads that share the rows of a frame, one frame at a time. */
export interface RowThreads {
  /** Resolves when all rows of the frame are done. Rejects if the threads have ended. */
  run(order: FrameOrder): Promise<void>;
  close(): Promise<void>;
}
