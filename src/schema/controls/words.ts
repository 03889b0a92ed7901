import { featherSchema, mostControls, speedSchema } from '../../inference/controls/schema.ts';
import { mostOf, rangeOf } from '../../inference/setting-words.ts';

// What inputs and outputs of the same thing say of it.

export const words = {
  x: "A share of the picture's width, 0 (left) … 1 (right).",
  y: "A share of the picture's height, 0 (top) … 1 (bottom).",
  erase: 'Whether it takes away from the strokes before it.',
  radius: "Of the round brush, a share of the picture's width, up to 0.5.",
  region: 'What the scene network finds of this.',
  polygons: 'Polygons, filled by the even-odd rule: one that crosses itself has holes.',
  strokes: 'Strokes of a brush, drawn in order.',
  arrow: 'Where things go along, from the first point to the last.',
  kind: 'Without a direction.',
  code: "The predictor's, with this latent code.",
  degrees: 'Straight on: 0 to the right, 90 up, 180 to the left, 270 down.',
  arrows: 'Along arrows and paths.',
  feather: `Width of the soft edge of what is drawn, a share of the picture's width, ${rangeOf(featherSchema)}.`,
  as: 'What a drawn area counts as: it joins what is found of that',
  speed: `Mean speed, percent of the picture's width per second, up to ${mostOf(speedSchema)}`,
  strength: 'Strength of ripples and of swaying, 0…3: 1 is a breeze, 3 is rough',
  period:
    'After how many seconds the motion starts over, 0.5…600; made to fit the video a whole number of times',
  zoom: 'How much closer it comes, at its closest, more than 1 and up to 1.5: 1.1 shows 91 % of the width.',
  regions: 'Parts of the picture and how each moves. Where they overlap, later ones win',
  freeze: 'Parts of the picture that stay as they are, whatever regions say',
  anchors: 'Points that stay where they are',
  camera: "A slow move of the whole picture that comes back to its start by the video's end",
  speedPercent: `Mean speed of what is predicted to move, percent of the picture's width per second, up to ${mostOf('speedPercent')}, instead of \`speed\``,
} as const;

/** Bounds, for people. */
export const most = {
  ...mostControls,
  points: `At most ${mostControls.pointsOfLine} points of a line, ${mostControls.points.toLocaleString('en')} of all lines together`,
} as const;
