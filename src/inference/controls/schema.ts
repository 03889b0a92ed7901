import { z } from 'zod';
import { latentCodeSchema } from '../latent-code.ts';

/**
 * Manual controls of a photo's motion (algorithm §11). The names are those of the API, so the API, the command line and
 * the engine use the same JSON. Coordinates are shares of the picture's width and height, from its top left corner.
 */

/** Upper limits, so that settings are cheap to parse and draw. */
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

/** A point: `x` is a share of the width from the left, `y` a share of the height from the top. */
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
  /** Kinds of regions that the scene network detects. */
  region: z.enum(foundRegions).optional(),
  /** SHA-256 of a stored picture, in hexadecimal: white is inside, black outside; transparent counts as black. */
  mask: z
    .string()
    .regex(/^[0-9a-f]{64}$/, { error: 'Expected the SHA-256 of a picture' })
    .optional(),
  /** Filled by the even-odd rule, so a polygon that crosses itself has holes. */
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
    /** Path of the motion, from the first point to the last. */
    points: line(2),
    /** Default: the region's speed. */
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
  /** Predicted by the networks with this latent code. */
  code: latentCodeSchema.optional(),
  /** In one direction, in degrees: 0 is right, 90 up, 180 left, 270 down. */
  degrees: z.number().min(-360).max(360).optional(),
  /** Along arrows and paths. */
  arrows: z.array(arrowSchema).min(1).max(mostControls.arrows).optional(),
});

/** How a region moves: exactly one of the members. */
const regionMotionSchema = oneOf(motionMembers, 'Expected exactly one of kind, code, degrees and arrows');

/** Width of the soft edge of a drawn area, as a share of the width. */
export const featherSchema = z.number().min(0).max(0.2).default(0.004);

export const drawnLikes = ['SKY', 'WATER', 'MIST'] as const;
export type DrawnLike = (typeof drawnLikes)[number];

const regionSchema = z.strictObject({
  area: areaSchema,
  feather: featherSchema,
  /**
   * The kind of region a drawn area belongs to: it is added to the detected region of that kind. Default: the kind
   * detected there; an area on land becomes a separate layer.
   */
  as: z.enum(drawnLikes).optional(),
  motion: regionMotionSchema.default({ kind: 'PREDICTED' }),
  /** Mean speed. Default: the predicted one; 2 for directions and arrows. */
  speedPercent: speedSchema.optional(),
  /** Strength of ripples and swaying: 1 is a breeze, 3 is rough. */
  strength: z.number().min(0).max(3).optional(),
  /** Period after which the motion repeats, in seconds, adjusted so that a whole number of periods fits the video. */
  periodSeconds: z.number().min(0.5).max(600).optional(),
});
export type Region = z.output<typeof regionSchema>;

const freezeSchema = z.strictObject({ area: areaSchema, feather: featherSchema });
export type Freeze = z.output<typeof freezeSchema>;

/** Later regions apply where regions overlap; frozen areas stay still regardless of regions. */
export const regionsSchema = z.array(regionSchema).max(mostControls.regions);
export const freezeListSchema = z.array(freezeSchema).max(mostControls.freezes);
/** Points that do not move. */
export const anchorsSchema = z.array(pointSchema).max(mostControls.anchors);

/** A slow camera move over the whole picture that returns to its start by the end of the video. */
export const cameraSchema = z.strictObject({
  /** Largest zoom factor: 1.1 shows 91 % of the width. */
  zoom: z.number().gt(1).max(1.5),
  /** Point it moves towards. Default: the centre. */
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

/** An object of optional members, exactly one of which is given. */
function oneOf<Members extends z.ZodObject>(members: Members, error: string) {
  return members.refine(
    (value) => Object.values(value).filter((member) => member !== undefined).length === 1,
    {
      error,
    },
  );
}
