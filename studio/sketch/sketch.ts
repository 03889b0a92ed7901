import type { Point } from '../geometry/point.ts';

/** All choices of the user for a photo. Immutable, so that earlier states can be restored. */
export interface Sketch {
  /** In order: where regions overlap, later ones win. */
  marks: readonly Mark[];
  /** Id of the next mark. */
  nextId: number;
  video: VideoChoices;
}

export interface Stroke {
  points: readonly Point[];
  /** As a share of the width. */
  radius: number;
  erase?: boolean;
}

export type FoundRegion = 'SKY' | 'WATER' | 'MIST' | 'LAND';
export type DrawnLike = 'SKY' | 'WATER' | 'MIST';

export type Area = { region: FoundRegion } | { strokes: readonly Stroke[] };

export interface Arrow {
  points: readonly Point[];
}

export const motionChoices = [
  'PREDICTED',
  'STILL',
  'RIPPLES',
  'SWAY',
  'DIRECTION',
  'ARROWS',
  'PRESET',
] as const;
export type MotionChoice = (typeof motionChoices)[number];

/** An area without motion. */
export interface Freeze {
  type: 'freeze';
  id: number;
  strokes: readonly Stroke[];
  feather: number;
}

/** An area with its own motion. The properties of motions that are not chosen are kept for later. */
export interface Region {
  type: 'region';
  id: number;
  area: Area;
  feather: number;
  /** What a drawn area counts as; null: what is detected there. */
  as: DrawnLike | null;
  motion: MotionChoice;
  degrees: number;
  arrows: readonly Arrow[];
  /** Name of a motion preset. */
  preset: string | null;
  /** Percent of the width per second; null: the server's default. */
  speedPercent: number | null;
  /** Strength of ripples and swaying; null: the server's default. */
  strength: number | null;
}

/** A point that does not move. */
export interface Anchor {
  type: 'anchor';
  id: number;
  at: Point;
}

export type Mark = Freeze | Region | Anchor;

/** Choices for the video as a whole. */
export interface VideoChoices {
  seconds: number;
  /** Percent of the width per second; null: the server's default. */
  speedPercent: number | null;
  ripples: number;
  /** Name of a motion preset; null: the server's default. */
  motion: string | null;
  /** Seed of the chosen take; null: the default motion. */
  seed: number | null;
  /** 1: the camera does not move. */
  zoom: number;
  towards: Point;
  /** Names of looks, in order; none: the photo's own light. */
  light: readonly string[];
  lightCourse: 'THERE_AND_BACK' | 'ROUND' | 'HELD';
  lightStrength: number;
}

export const emptySketch: Sketch = {
  marks: [],
  nextId: 1,
  video: {
    seconds: 8,
    speedPercent: null,
    ripples: 1,
    motion: null,
    seed: null,
    zoom: 1,
    towards: { x: 0.5, y: 0.5 },
    light: [],
    lightCourse: 'THERE_AND_BACK',
    lightStrength: 1,
  },
};

/** Default width of the soft edge of drawn areas, as a share of the picture's width. */
export const usualFeather = 0.01;

/** The API's limits for the numbers of each. */
export const most = { regions: 16, freezes: 16, anchors: 64, arrows: 64, strokes: 256 } as const;
