import type { FoundRegion, Point } from '../controls/schema.ts';
import type { AnimationSettings } from '../settings.ts';
import type { Fault } from './messages.ts';

/** A photo; its digest shows whether the process has it cached. */
export interface DraftPhoto {
  path: string;
  /** In hexadecimal. */
  sha256: string;
}

/** A region of a photo as data (algorithm §11). */
export interface SceneRegionFacts {
  region: FoundRegion;
  /** Of the picture. */
  areaShare: number;
  /** At the default settings: 0 to the right, 90 up; null if it does not move. */
  degrees: number | null;
  /** Percent of the width per second; null if it does not move. */
  speedPercent: number | null;
}

/** What a photo shows, without the accompanying pictures. */
export interface SceneFacts {
  /** Of the photo as seen. */
  widthPixels: number;
  heightPixels: number;
  /** Share of the height from the top; null if none was found. */
  horizon: number | null;
  regions: SceneRegionFacts[];
  /** Radius: a share of the width. */
  lights: { at: Point; radius: number }[];
}

/** How a photo would move with a seed. */
export interface SeedDrift {
  seed: number;
  /**
   * Mean motion of each region, in a fixed order, in percent of the width per second, y downwards, weighted by its
   * share.
   */
  regions: { share: number; x: number; y: number }[];
  /** Over all moving parts: 0 is right, 90 up; null if nothing moves. */
  degrees: number | null;
  speedPercent: number;
}

/** Tasks of the draft process. */
export interface DraftTasks {
  draft: {
    task: {
      photo: DraftPhoto;
      videoPath: string;
      /** As in `RenderRequest`. */
      pictures?: Readonly<Record<string, string>>;
      settings: AnimationSettings;
    };
    result: { width: number; height: number; frames: number; fps: number };
  };
  scene: {
    /**
     * `folder` gets `sky.png`, the mask of a region, and `sky.jpg`, what it looks like, for each region. `settings` are
     * those of the draft that will probably be requested next; it is prepared after the scene has been sent.
     */
    task: { photo: DraftPhoto; folder: string; settings: AnimationSettings };
    result: SceneFacts;
  };
  drifts: {
    task: { photo: DraftPhoto; settings: AnimationSettings; seeds: readonly number[] };
    result: SeedDrift[];
  };
}

export type DraftTaskName = keyof DraftTasks;

/** Messages to the draft process: one task at a time. */
export type DraftCommand =
  | { type: 'cancel'; id: number }
  | {
      [Name in DraftTaskName]: { type: 'do'; id: number; name: Name; task: DraftTasks[Name]['task'] };
    }[DraftTaskName];

/** Messages from it. */
export type DraftEvent =
  | { type: 'ready' }
  | { type: 'done'; id: number; result: DraftTasks[DraftTaskName]['result'] }
  | { type: 'canceled'; id: number }
  /** `id` null: it cannot start. */
  | { type: 'failed'; id: number | null; fault: Fault };
