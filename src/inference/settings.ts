import { z } from 'zod';
import { UserError } from '../errors.ts';
import { issueWords } from '../issue-words.ts';
import { limits } from '../limits.ts';
import { lengthFault, listOf, outputsSchema } from '../outputs/spec.ts';
import { formats } from '../video/formats.ts';
import { encoderPresets } from '../video/presets.ts';
import {
  anchorsSchema,
  cameraSchema,
  countPoints,
  freezeListSchema,
  mostControls,
  regionsSchema,
} from './controls/schema.ts';
import { mostSpeed, speedAt } from './frame-speed.ts';
import { codeLength, latentCodeSchema } from './latent-code.ts';
import { asTaken, type Light, type LightInput, lightSchema, startsWithLook } from './look.ts';
import { loopModes, loops } from './loop.ts';

export const drives = ['steady', 'recurrent'] as const;

/** Position of lively skies and waters in the included bundle; the middle of its codebook is nearly still. */
const defaultMotion = 0.7;

/** Replaces `crf` 0: it looks the same and plays everywhere. */
export const leastCrf = 1;

const aCode = `an array of ${codeLength} finite numbers`;
const unit = z.number().min(0).max(1);

function within(number: z.ZodNumber | z.ZodInt, { min, max }: { min: number; max: number }) {
  return number.min(min).max(max);
}

const learnedAppearance = z.union([z.literal('none'), unit, z.array(latentCodeSchema).min(1).max(256)], {
  error: `Expected "none", a place from 0 to 1, 1 to 256 codes, each ${aCode}, or light by looks`,
});

/** An object is only validated as a light, so that an error names the wrong part. */
const appearanceSchema = z
  .custom<z.input<typeof learnedAppearance> | LightInput>(() => true)
  .transform((value, context) => {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    const parsed = (isObject ? lightSchema : learnedAppearance).safeParse(value, { error: issueWords });
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) context.issues.push({ ...issue, input: value } as never);
    return z.NEVER;
  });

/**
 * Everything that determines how a video looks, apart from the photo and the bundle. Presets are already resolved to
 * codes. The same settings give the same frames.
 */
export const animationSettingsSchema = z
  .object({
    /** Output width in pixels; the height keeps the photo's aspect ratio. Both are even. Default: see `outputSize`. */
    widthPixels: within(z.int(), limits.widthPixels).optional(),
    fps: within(z.number(), limits.fps).default(30),
    seconds: within(z.number(), limits.seconds).default(8),
    /** A position 0…1 in the bundle's motion codebook, or a code. */
    motion: z
      .union([unit, latentCodeSchema], { error: `Expected a place from 0 to 1 or ${aCode}` })
      .default(defaultMotion),
    /**
     * `none`, a position 0…1 that selects an appearance sequence of the codebook, or a sequence of codes. A sequence is
     * entered at the code nearest to the photo's own and, in a loop, played there and back; a single code is a target
     * light to move to and return from (see latent-path.ts). An object is a light defined by looks (see look.ts).
     */
    appearance: appearanceSchema.default('none'),
    /**
     * Speed of motion: the flow of one step times this is the motion per frame (algorithm §3, s). Default: `speedAt` the
     * frame rate, so that the motion per second is the same in all videos.
     */
    speed: z.number().min(0).max(mostSpeed).optional(),
    /** Strength of the ripples on water: 0 none, 1 a breeze, 3 rough (algorithm §3.4). */
    ripples: z.number().min(0).max(3).default(1),
    drive: z.enum(drives).default('steady'),
    loop: z.enum(loopModes).default('symmetric'),
    /** Selects a motion code near `motion` if given; the same seed gives the same video. */
    seed: z.int().min(0).max(0xffff_ffff).optional(),
    /**
     * x264 constant rate factor: 1 best … 51 worst. 0 counts as {@link leastCrf}, because few programs can play videos
     * encoded with 0.
     */
    crf: within(z.int(), limits.crf).default(20),
    /** Lossless, regardless of `crf`, in an H.264 profile that browsers and many players cannot play. */
    lossless: z.boolean().optional(),
    encoderPreset: z.enum(encoderPresets).default('medium'),
    /** Mean speed of the parts predicted to move, in percent of the width per second; replaces `speed`. */
    speedPercent: z.number().gt(0).max(50).optional(),
    /** Manual controls (algorithm §11). Absent if not used, so that earlier videos are found again. */
    regions: regionsSchema.optional(),
    freeze: freezeListSchema.optional(),
    anchors: anchorsSchema.optional(),
    camera: cameraSchema.optional(),
    /**
     * Files to make. Absent: an MP4 with H.264 and a JPEG, encoded according to `crf`, `lossless` and `encoderPreset`.
     */
    outputs: outputsSchema.optional(),
  })
  .strict()
  .refine((settings) => countPoints(settings) <= mostControls.points, {
    error: `Expected at most ${mostControls.points} points in all lines together`,
    path: ['regions'],
  })
  .superRefine((settings, context) => {
    const { outputs } = settings;
    const place = Array.isArray(outputs) ? ['outputs'] : ['outputs', 'list'];
    for (const [i, { format }] of listOf(outputs).entries()) {
      const facts = { frames: countFrames(settings), fps: settings.fps };
      const hasCamera = settings.camera !== undefined && formats[format].hasAlpha;
      const message = hasCamera
        ? `Expected no camera for ${formats[format].title}, which is transparent; leave one of them out`
        : lengthFault(formats[format], facts);
      if (message)
        context.addIssue({
          code: 'custom',
          message,
          path: [...place, i, 'format'],
          params: { received: format },
        });
    }
  });

/**
 * The defaults of settings that stored settings leave out, so that earlier videos keep their digests. Where such a
 * setting is read, it falls back to this.
 */
export const standardIfAbsent = { lossless: false } as const satisfies Partial<AnimationSettingsInput>;

/** Settings as input: everything optional. */
export type AnimationSettingsInput = z.input<typeof animationSettingsSchema>;
/** Settings with all defaults filled in. */
export type AnimationSettings = z.output<typeof animationSettingsSchema> & { speed: number };

/**
 * Fills in the defaults.
 * @throws UserError INVALID_SETTINGS that names every invalid setting, with the first in `path`
 */
export function parseSettings(input: AnimationSettingsInput): AnimationSettings {
  const parsed = animationSettingsSchema.safeParse(input, { error: issueWords });
  if (parsed.success) {
    const { speed, fps, crf } = parsed.data;
    return { ...parsed.data, speed: speed ?? speedAt(fps), crf: Math.max(crf, leastCrf) };
  }
  const { issues } = parsed.error;
  const message = issues.map((issue) => describe(issue, input)).join('; ');
  throw new UserError('INVALID_SETTINGS', message, { path: issues[0].path.map(String), cause: parsed.error });
}

function describe(issue: z.core.$ZodIssue, input: AnimationSettingsInput): string {
  if (issue.code === 'unrecognized_keys') {
    const place = issue.path.length > 0 ? `${issue.path.join('.')}: ` : '';
    return `${place}Expected only known settings, but received ${issue.keys.join(', ')}`;
  }
  // A sentence that says what to do is complete.
  if (issue.message.includes(';')) return `${issue.path.join('.')}: ${issue.message}`;
  // The value at the path, unless a check reports the invalid part of it.
  const params = issue.code === 'custom' ? issue.params : undefined;
  const received = params?.received ?? issue.path.reduce<unknown>((value, key) => Object(value)[key], input);
  return `${issue.path.join('.')}: ${issue.message}, but received ${show(received)}`;
}

/** NaN, the most common error in a code, has no JSON form, and neither has undefined. */
function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value, (_, item) =>
    typeof item === 'number' && !Number.isFinite(item) ? String(item) : item,
  );
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

/** Whether a video's first frame is exactly the photo. */
export function startsWithPhoto({
  loop,
  appearance,
}: Pick<AnimationSettings, 'loop' | 'appearance'>): boolean {
  return loops[loop].startsWithPhoto && !(isLight(appearance) && startsWithLook(appearance));
}

/** Whether the light of a video does not change after its first frame. */
export function isLightSteady({ appearance }: Pick<AnimationSettings, 'appearance'>): boolean {
  return appearance === 'none' || (isLight(appearance) && appearance.course === 'held');
}

/**
 * The light of the whole video: {@link asTaken} for the photo's own, otherwise the name of the look. Null if the light
 * changes, or has no name.
 */
export function lightNameOf({ appearance }: Pick<AnimationSettings, 'appearance'>): string | null {
  if (appearance === 'none') return asTaken;
  if (!isLight(appearance) || appearance.course !== 'held') return null;
  return appearance.moments[0].name ?? null;
}

/** Whether colours are defined by looks rather than by the appearance network. */
export function isLight(appearance: AnimationSettings['appearance']): appearance is Light {
  return typeof appearance === 'object' && !Array.isArray(appearance);
}

/** Frames of a video. */
export function countFrames({ seconds, fps }: Pick<AnimationSettings, 'seconds' | 'fps'>): number {
  return Math.max(1, Math.round(seconds * fps));
}
