import type { Point } from '../geometry/point.ts';

/** What people say of a photo by hand. Nothing in it is ever changed in place, so that every earlier one can come back. */
export interface Sketch {
  /** In order: where regions overlap, later ones win. */
  marks: readonly Mark[];
  /** Of the next mark. */
  nextId: number;
  video: VideoChoices;
}

export interface Stroke {
  points: readonly Point[];
  /** Share of the width. */
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

/** Where nothing moves. */
export interface Freeze {
  type: 'freeze';
  id: number;
  strokes: readonly Stroke[];
  feather: number;
}

/** Something that moves in its own way. What belongs to a motion that is not chosen stays for when it is again. */
export interface Region {
  type: 'region';
  id: number;
  area: Area;
  feather: number;
  /** What a drawn area counts as; null: what is found there. */
  as: DrawnLike | null;
  motion: MotionChoice;
  degrees: number;
  arrows: readonly Arrow[];
  /** Name of a motion preset. */
  preset: string | null;
  /** Percent of the width per second; null: the server's choice. */
  speedPercent: number | null;
  /** Of ripples and swaying; null: the server's choice. */
  strength: number | null;
}

/** A point that stays where it is. */
export interface Anchor {
  type: 'anchor';
  id: number;
  at: Point;
}

export type Mark = Freeze | Region | Anchor;

/** What holds for the video as a whole. */
export interface VideoChoices {
  seconds: number;
  /** Percent of the width per second; null: the server's choice. */
  speedPercent: number | null;
  ripples: number;
  /** Name of a motion preset; null: the server's choice. */
  motion: string | null;
  /** Of the take; null: the plain one. */
  seed: number | null;
  /** 1: the camera stands. */
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

/** Width of the soft edge of what is drawn, a share of the picture's width. */
export const usualFeather = 0.01;

/** What the API takes of each. */
export const most = { regions: 16, freezes: 16, anchors: 64, arrows: 64, strokes: 256 } as const;
