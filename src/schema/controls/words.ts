import { featherSchema, mostControls, speedSchema } from '../../inference/controls/schema.ts';
import { mostOf, rangeOf } from '../../inference/setting-words.ts';

// What inputs and outputs of the same thing say of it.

export const words = {
  x: "A share of the picture's width, 0 (left) … 1 (right).",
  y: "A share of the picture's height, 0 (top) … 1 (bottom).",
  erase: 'Whether it erases earlier strokes instead of adding.',
  radius: "Radius of the round brush, as a share of the picture's width, up to 0.5.",
  region: 'What the scene network detects as this kind of region.',
  polygons: 'Polygons, filled by the even-odd rule: a polygon that crosses itself has holes.',
  strokes: 'Brush strokes, drawn in order.',
  arrow: 'Path of the motion, from the first point to the last.',
  kind: 'A kind of motion without a direction.',
  code: 'Predicted by the networks with this latent code.',
  degrees: 'In one direction, in degrees: 0 is right, 90 up, 180 left, 270 down.',
  arrows: 'Along arrows and paths.',
  feather: `Width of the soft edge of a drawn area, as a share of the picture's width, ${rangeOf(featherSchema)}.`,
  as: 'The kind of region a drawn area belongs to: it is added to the detected region of that kind',
  speed: `Mean speed, in percent of the picture's width per second, up to ${mostOf(speedSchema)}`,
  strength: 'Strength of ripples and swaying, 0…3: 1 is a breeze, 3 is rough',
  period:
    'Period after which the motion repeats, in seconds, 0.5…600; adjusted so that a whole number of periods ' +
    'fits the video',
  zoom: 'Largest zoom factor, more than 1 and up to 1.5: 1.1 shows 91 % of the width.',
  regions: 'Parts of the picture and how each moves. Where they overlap, the later one applies',
  freeze: 'Parts of the picture that do not move, regardless of `regions`',
  anchors: 'Points that do not move',
  camera: 'A slow camera move over the whole picture that returns to its start by the end of the video',
  speedPercent:
    "Mean speed of the parts predicted to move, in percent of the picture's width per second, up to " +
    `${mostOf('speedPercent')}; replaces \`speed\``,
} as const;

/** Bounds, for people. */
export const most = {
  ...mostControls,
  points:
    `At most ${mostControls.pointsOfLine} points per line and ${mostControls.points.toLocaleString('en')} in ` +
    'all lines together',
} as const;
