import type { Photo } from '../photo/photo.ts';

/** A generated picture with known motion: ground truth for tests, and a photo for trying the program. */
export interface Scene {
  /** The frame at t = 0. */
  readonly photo: Photo;
  /**
   * True backward flow, the same for every frame: the content at pixel (x, y) of frame t was at (x + dx, y + dy) in
   * frame t − 1. Interleaved (dx, dy) in pixels per frame, `width * height * 2` numbers; 0 where nothing moves.
   */
  readonly flow: Float32Array;
  /** How much of each pixel moves: 255 all of it, 0 none, in between at edges. `width * height` bytes. */
  readonly movingMask: Uint8Array;
  /** The frame at time `t` (any real number, also negative), rendered from the scene itself: nothing is resampled. */
  frameAt(t: number): Photo;
}

export interface SceneOptions {
  width: number;
  height: number;
  /** The same seed gives the same scene. */
  seed?: number;
}
