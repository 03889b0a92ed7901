import { z } from 'zod';
import { latentCodeSchema } from '../latent-code.ts';

/**
 * What a user says of a photo's motion by hand (algorithm §11). The words are those of the API, so the same JSON goes to the
 * API, the command line and the engine. Coordinates are shares of the picture's width and height, from its top left corner.
 */

/** Most of each thing, so that no settings cost much to read or to draw. */
export const mostControls = {
  regions: 16,
  freezes: 16,
  anchors: 64,
  arrows: 64,
  polygons: 64,
  strokes: 256,
  pointsOfLine: 512,
  /** Of all lines together. */
  points: 20_000,
} as const;

const share = z.number({ error: 'Expected a share of the picture, 0 to 1' }).min(0).max(1);

/** A place: `x` a share of the width from the left, `y` a share of the height from the top. */
export const pointSchema = z.strictObject({ x: share, y: share });
export type Point = z.output<typeof pointSchema>;

const line = (least: number) => z.array(pointSchema).min(least).max(mostControls.pointsOfLine);

const strokeSchema = z.strictObject({
  points: line(1),
  /** Of the round brush, a share of the width. */
  radius: z.number().gt(0).max(0.5),
  /** Takes away from the strokes before it. */
  erase: z.boolean().optional(),
});

export const foundRegions = ['SKY', 'WATER', 'MIST', 'LAND'] as const;
export type FoundRegion = (typeof foundRegions)[number];

const areaMembers = z.strictObject({
  /** What the scene network finds. */
  region: z.enum(foundRegions).optional(),
  /** SHA-256 of a stored picture, in hexadecimal: white is in, black is out; transparent counts as black. */
  mask: z
    .string()
    .regex(/^[0-9a-f]{64}$/, { error: 'Expected the SHA-256 of a picture' })
    .optional(),
  /** Filled by the even-odd rule, so one that crosses itself has holes. */
  polygons: z.array(line(3)).min(1).max(mostControls.polygons).optional(),
  /** Of a brush, drawn in order. */
  strokes: z.array(strokeSchema).min(1).max(mostControls.strokes).optional(),
});

/** A part of the picture: exactly one of the members. */
export const areaSchema = oneOf(areaMembers, 'Expected exactly one of region, mask, polygons and strokes');
export type Area = z.output<typeof areaSchema>;

/** Percent of the picture's width per second. */
export const speedSchema = z.number().gt(0).max(50);

const arrowSchema = z
  .strictObject({
    /** Where things go along: from the first point to the last. */
    points: line(2),
    /** Default: that of its region. */
    speedPercent: speedSchema.optional(),
  })
  .refine(({ points: [first, ...others] }) => others.some(({ x, y }) => x !== first.x || y !== first.y), {
    error: 'Expected an arrow between two places',
  });
export type Arrow = z.output<typeof arrowSchema>;

export const regionMotionKinds = ['STILL', 'PREDICTED', 'RIPPLES', 'SWAY'] as const;
export type RegionMotionKind = (typeof regionMotionKinds)[number];

const motionMembers = z.strictObject({
  kind: z.enum(regionMotionKinds).optional(),
  /** The predictor's, with this latent code. */
  code: latentCodeSchema.optional(),
  /** Straight on: 0 to the right, 90 up, 180 to the left, 270 down. */
  degrees: z.number().min(-360).max(360).optional(),
  /** Along arrows and paths. */
  arrows: z.array(arrowSchema).min(1).max(mostControls.arrows).optional(),
});

/** How a region moves: exactly one of the members. */
const regionMotionSchema = oneOf(motionMembers, 'Expected exactly one of kind, code, degrees and arrows');

/** Width of the soft edge of what is drawn, a share of the width. */
export const featherSchema = z.number().min(0).max(0.2).default(0.004);

export const drawnLikes = ['SKY', 'WATER', 'MIST'] as const;
export type DrawnLike = (typeof drawnLikes)[number];

const regionSchema = z.strictObject({
  area: areaSchema,
  feather: featherSchema,
  /** What a drawn area shall count as: it joins what is found of that. Default: what is found there; land becomes a layer of its own. */
  as: z.enum(drawnLikes).optional(),
  motion: regionMotionSchema.default({ kind: 'PREDICTED' }),
  /** Mean speed. Default: the predicted one; 2 for directions and arrows. */
  speedPercent: speedSchema.optional(),
  /** Of ripples and of swaying: 1 a breeze, 3 rough. */
  strength: z.number().min(0).max(3).optional(),
  /** After how many seconds the motion starts over, made to fit the video a whole number of times. */
  periodSeconds: z.number().min(0.5).max(600).optional(),
});
export type Region = z.output<typeof regionSchema>;

const freezeSchema = z.strictObject({ area: areaSchema, feather: featherSchema });
export type Freeze = z.output<typeof freezeSchema>;

/** Later regions win where regions overlap; what is frozen stays still whatever regions say. */
export const regionsSchema = z.array(regionSchema).max(mostControls.regions);
export const freezeListSchema = z.array(freezeSchema).max(mostControls.freezes);
/** Points that stay where they are. */
export const anchorsSchema = z.array(pointSchema).max(mostControls.anchors);

/** A slow move of the whole picture that comes back to its start by the video's end. */
export const cameraSchema = z.strictObject({
  /** How much closer it comes, at its closest: 1.1 shows 91 % of the width. */
  zoom: z.number().gt(1).max(1.5),
  /** What it moves towards. Default: the middle. */
  towards: pointSchema.default({ x: 0.5, y: 0.5 }),
});
export type Camera = z.output<typeof cameraSchema>;

/** Points of all lines in regions and freezes. */
export function countPoints({
  regions = [],
  freeze = [],
}: {
  regions?: readonly Region[];
  freeze?: readonly Freeze[];
}): number {
  const lines = [...regions, ...freeze].flatMap(({ area }) => [
    ...(area.polygons ?? []),
    ...(area.strokes ?? []).map(({ points }) => points),
  ]);
  const arrows = regions.flatMap(({ motion }) => (motion.arrows ?? []).map(({ points }) => points));
  return [...lines, ...arrows].reduce((sum, points) => sum + points.length, 0);
}

/** An object of optional members of which exactly one is given. */
function oneOf<Members extends z.ZodObject>(members: Members, error: string) {
  return members.refine(
    (value) => Object.values(value).filter((member) => member !== undefined).length === 1,
    {
      error,
    },
  );
}
