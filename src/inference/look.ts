import { z } from 'zod';

/** Number of heights at which a look stores the colour of its sky, evenly from top to bottom. */
export const skyHeights = 8;

const lightness = z.number().min(0).max(100);
const chroma = z.number().min(-128).max(128);
const labSchema = z.tuple([lightness, chroma, chroma]);
const offset = z.number().min(-128).max(128);

const regionColoursSchema = z.strictObject({
  /** Mean colour in CIELAB (D65). */
  mean: labSchema,
  /** Covariance of the colours: LL, La, Lb, aa, ab, bb. */
  covariance: z
    .array(z.number().min(-10_000).max(10_000))
    .length(6)
    .refine(([ll, , , aa, , bb]) => Math.min(ll, aa, bb) >= 0, {
      error: 'Expected variances of 0 or more',
    }),
});

/**
 * A light, described by the statistics of its colours (algorithm §5.2). Regions that the picture lacks, such as water,
 * are missing.
 */
export const lookSchema = z
  .strictObject({
    sky: regionColoursSchema
      .extend({
        /** Difference between the mean colour at each height and the overall mean. */
        heights: z.array(z.tuple([offset, offset, offset])).length(skyHeights),
      })
      .optional(),
    land: regionColoursSchema.optional(),
    water: regionColoursSchema.optional(),
  })
  .refine(({ sky, land, water }) => sky || land || water, {
    error: 'Expected a look with the colours of sky, land or water',
  });
export type Look = z.output<typeof lookSchema>;
export type RegionColours = z.output<typeof regionColoursSchema>;
export type Lab = z.output<typeof labSchema>;

/** Name of the photo's own light, in addition to the names of looks. */
export const asTaken = 'as-taken';

export const lightCourses = ['there-and-back', 'round', 'held'] as const;
export type LightCourse = (typeof lightCourses)[number];

/** Most looks per video; each costs a pair of maps (3.5 MB). */
export const mostMoments = 12;

const momentSchema = z.strictObject({
  /** Name of its preset, for people. */
  name: z.string().max(200).optional(),
  /** Point in time, as a share of the whole course, 0 … 1. Default: evenly spaced, after the photo's own light. */
  at: z.number().min(0).max(1).optional(),
  look: lookSchema,
});

/** The course of light in a video (algorithm §5.2). */
export const lightSchema = z
  .strictObject({
    /** In order. The photo's own light precedes the first, at 0, unless that is at 0 itself. */
    moments: z
      .array(momentSchema, { error: 'Expected a list of looks' })
      .min(1, { error: 'Expected at least one look' })
      .max(mostMoments, { error: `Expected at most ${mostMoments} looks` }),
    /** How strongly a look is applied, 0 (not at all) … 1. */
    strength: z.number({ error: 'Expected a strength from 0 to 1' }).min(0).max(1).default(1),
    /**
     * `there-and-back`: to the last look and back, or, if the video does not loop, only to the last look. `round`:
     * through all looks, then directly back to the start. `held`: one look for the whole video.
     */
    course: z
      .enum(lightCourses, { error: `Expected one of ${lightCourses.join(', ')}` })
      .default('there-and-back'),
  })
  .superRefine(({ moments, course }, context) => {
    if (course === 'held' && moments.length > 1)
      context.addIssue({
        code: 'custom',
        path: ['moments'],
        message: 'Expected one look if the light is held',
        params: { received: moments.length },
      });
    const times = moments.map(({ at }) => at);
    const message = faultOfTimes(times);
    if (message)
      context.addIssue({ code: 'custom', path: ['moments'], message, params: { received: times } });
  });
export type Light = z.output<typeof lightSchema>;
export type LightInput = z.input<typeof lightSchema>;

/** Error message for the times of looks; null if they are valid. */
export function faultOfTimes(times: readonly (number | null | undefined)[]): string | null {
  const given = times.filter((at) => at != null);
  if (given.length > 0 && given.length < times.length)
    return 'Expected a time for each of the looks, or for none';
  const isRising = given.every((at, i) => i === 0 || at > given[i - 1]);
  return isRising ? null : 'Expected times that rise from look to look';
}

/** A changing light: a look, and its point in time as a share of the whole course; without times, evenly spaced. */
export const changingLightSchema = z
  .array(momentSchema.omit({ name: true }))
  .min(2)
  .max(mostMoments);
export type ChangingLight = z.output<typeof changingLightSchema>;

/** Whether the video starts with a look instead of the photo's own light. */
export function startsWithLook({ moments, course }: Light): boolean {
  return course === 'held' || moments[0].at === 0;
}
