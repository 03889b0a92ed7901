import { z } from 'zod';

/** Heights at which a look knows the colour of its sky, evenly from its top to its bottom. */
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

/** A light by the statistics of its colours (algorithm §5.2); what a picture lacks, such as water, is missing. */
export const lookSchema = z
  .strictObject({
    sky: regionColoursSchema
      .extend({
        /** What the mean colour at each height differs by from the mean of all. */
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

/** What the photo's own light is called, beside the names of looks. */
export const asTaken = 'as-taken';

export const lightCourses = ['there-and-back', 'round', 'held'] as const;
export type LightCourse = (typeof lightCourses)[number];

/** Looks that a video goes through at most: each costs a pair of maps (3.5 MB). */
export const mostMoments = 12;

const momentSchema = z.strictObject({
  /** Of the preset it is from, for people. */
  name: z.string().max(200).optional(),
  /** When: a share of the way, 0 … 1. Default: all evenly, after the photo's own light. */
  at: z.number().min(0).max(1).optional(),
  look: lookSchema,
});

/** How the light of a video goes (algorithm §5.2). */
export const lightSchema = z
  .strictObject({
    /** In order. The photo's own light stands before the first, at 0, unless that is at 0 itself. */
    moments: z
      .array(momentSchema, { error: 'Expected a list of looks' })
      .min(1, { error: 'Expected at least one look' })
      .max(mostMoments, { error: `Expected at most ${mostMoments} looks` }),
    /** How much of a look is taken on, 0 (none) … 1. */
    strength: z.number({ error: 'Expected a strength from 0 to 1' }).min(0).max(1).default(1),
    /**
     * `there-and-back`: to the last look and back, or, where the video is no loop, there. `round`: to the last look and straight on to
     * where it began. `held`: one look for all of the video.
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
        message: 'Expected one look where light is held',
        params: { received: moments.length },
      });
    const times = moments.map(({ at }) => at);
    const message = faultOfTimes(times);
    if (message)
      context.addIssue({ code: 'custom', path: ['moments'], message, params: { received: times } });
  });
export type Light = z.output<typeof lightSchema>;
export type LightInput = z.input<typeof lightSchema>;

/** What is wrong with the times of looks, in words; null where nothing is. */
export function faultOfTimes(times: readonly (number | null | undefined)[]): string | null {
  const given = times.filter((at) => at != null);
  if (given.length > 0 && given.length < times.length)
    return 'Expected a time for each of the looks, or for none';
  const isRising = given.every((at, i) => i === 0 || at > given[i - 1]);
  return isRising ? null : 'Expected times that rise from look to look';
}

/** A light that changes: a look, and when, as a share of the way; without times evenly. */
export const changingLightSchema = z
  .array(momentSchema.omit({ name: true }))
  .min(2)
  .max(mostMoments);
export type ChangingLight = z.output<typeof changingLightSchema>;

/** Whether a look shows from the first frame on, in place of the photo's own light. */
export function startsWithLook({ moments, course }: Light): boolean {
  return course === 'held' || moments[0].at === 0;
}
