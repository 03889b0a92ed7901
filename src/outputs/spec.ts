import { z } from 'zod';
import { issueWords } from '../issue-words.ts';
import { limits } from '../limits.ts';
import { type Format, type FormatName, formats } from '../video/formats.ts';
import type { EncoderPreset } from '../video/presets.ts';
import { crops } from './crops.ts';

/** Trade-off between encoding time and file size. */
export const efforts = ['fast', 'balanced', 'small'] as const;
export type Effort = (typeof efforts)[number];

const formatNames = Object.keys(formats) as [FormatName, ...FormatName[]];
const share = z.number().min(0).max(1);

const outputSchema = z
  .object({
    format: z.enum(formatNames),
    /** Default: as large as the photo allows, at most 1920 pixels per side and within H.264 level 4.2. */
    widthPixels: z.int().min(limits.widthPixels.min).max(limits.widthPixels.max).optional(),
    crop: z.enum(crops).optional(),
    /**
     * Point to keep in the centre of a crop, as far as possible. Default: chosen from the moving parts and the horizon.
     */
    focus: z.object({ x: share, y: share }).strict().optional(),
    /** Like `crf` of the settings, for this video only. */
    crf: z.int().min(1).max(limits.crf.max).optional(),
    /** 0 (worst) … 100 (best); replaces `crf` for videos, see {@link crfOfQuality}. */
    quality: z.int().min(0).max(100).optional(),
    effort: z.enum(efforts).optional(),
    bitDepth: z.union([z.literal(8), z.literal(10)], { error: 'Expected a bit depth of 8 or 10' }).optional(),
    /** Most bytes of the file; quality is lowered until it fits. */
    maxBytes: z.int().min(limits.outputs.leastBudgetBytes).max(limits.outputs.mostBudgetBytes).optional(),
  })
  .strict()
  .superRefine((output, context) => {
    for (const [field, message] of faultsOf(output)) {
      context.addIssue({ code: 'custom', message, path: [field], params: { received: output[field] } });
    }
  });

/**
 * The first fault of a requested file.
 * @returns its field, such as `focus.x`, and what was expected; null if there is none
 */
export function faultOfOutput(output: object): { field: string; message: string } | null {
  const parsed = outputSchema.safeParse(output, { error: issueWords });
  if (parsed.success) return null;
  const [{ path, message }] = parsed.error.issues;
  return { field: path.join('.'), message };
}

/** A file to make of an animation. */
export type OutputSpec = z.output<typeof outputSchema>;

const listSchema = z
  .array(outputSchema)
  .min(1)
  .max(limits.outputs.most)
  .refine((outputs) => outputs.some(({ format }) => formats[format].kind === 'video'), {
    error: 'Expected at least one video among the outputs; add one, such as MP4 with H.264',
  });

const setAndMoreSchema = z
  .object({ set: z.literal('web'), list: z.array(outputSchema).min(1).max(limits.outputs.most) })
  .strict();

/** The set of files for a web page, and further files. */
export type SetAndMore = z.output<typeof setAndMoreSchema>;

/** What is made of an animation: files, or `web`, the set of files for a web page, or both. */
export type OutputsSetting = 'web' | OutputSpec[] | SetAndMore;

/** The individually requested files. */
export function listOf(outputs: OutputsSetting | undefined): readonly OutputSpec[] {
  if (outputs === undefined || outputs === 'web') return [];
  return Array.isArray(outputs) ? outputs : outputs.list;
}

/** Each form is validated separately, so that an error names the wrong part. */
export const outputsSchema = z
  .custom<'web' | z.input<typeof listSchema> | z.input<typeof setAndMoreSchema>>(() => true)
  .transform((value, context): OutputsSetting => {
    if (value === 'web') return value;
    const hasSet = typeof value === 'object' && value !== null && 'set' in value;
    const parsed = (hasSet ? setAndMoreSchema : listSchema).safeParse(value, { error: issueWords });
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) context.issues.push({ ...issue, input: value } as never);
    return z.NEVER;
  });

/**
 * A field of an output that would have no effect, because formats with fixed quality ignore it. Not part of the schema,
 * because settings stored earlier may contain such fields.
 */
export function futileField(output: OutputSpec): Fault | null {
  const { isFixed, title } = formats[output.format];
  if (!isFixed) return null;
  const field = (['quality', 'crf', 'effort', 'maxBytes'] as const).find(
    (name) => output[name] !== undefined,
  );
  return field ? [field, `Expected no ${field} for ${title}, whose quality is fixed; leave it out`] : null;
}

type Fault = [field: keyof OutputSpec, message: string];

function faultsOf({ format: name, ...output }: OutputSpec): Fault[] {
  const format = formats[name];
  const faults: Fault[] = [];
  const only = (field: keyof typeof output, isFit: boolean, message: string) => {
    if (output[field] !== undefined && !isFit) faults.push([field, message]);
  };
  const isVideo = format.kind === 'video';
  only(
    'crf',
    isVideo,
    `Expected no crf for ${format.title}, which is a picture, not a video; use quality instead`,
  );
  only(
    'effort',
    isVideo,
    `Expected no effort for ${format.title}, which is a picture, not a video; leave it out`,
  );
  only('quality', output.crf === undefined, 'Expected quality or crf, but received both; leave one out');
  only(
    'focus',
    (output.crop ?? 'original') !== 'original',
    'Expected a crop along with the focus; add one, or leave the focus out',
  );
  const depths = format.bitDepths.join(' or ');
  const hasDepth = format.bitDepths.includes(output.bitDepth ?? 8);
  only(
    'bitDepth',
    hasDepth,
    `Expected a bit depth of ${depths} for ${format.title}, but received ${output.bitDepth}; leave it out, or choose another format`,
  );
  return faults;
}

/** A file to make, and its name in the output folder. */
export interface RequestedOutput extends OutputSpec {
  fileName: string;
}

/** A finished file. */
export interface FinishedOutput {
  fileName: string;
  /** The requested format, unless the server's encoder replaces H.264 by another. */
  format: FormatName;
  crop: string;
  width: number;
  height: number;
  bytes: number;
  /** SHA-256 of the file, in hexadecimal. */
  sha256: string;
  /** Codec string of RFC 6381, such as `avc1.640028`; empty for pictures. */
  codecs: string;
  /** Bytes by which it exceeds its limit. */
  missedBudgetBytes?: number;
}

/** The default outputs. */
export const usualOutputs: readonly OutputSpec[] = [{ format: 'mp4-h264' }, { format: 'jpeg' }];

/** The same files, with names that contain their index. */
export function withFileNames(specs: readonly OutputSpec[]): RequestedOutput[] {
  return specs.map((spec, i) => ({ ...spec, fileName: `${i}.${formats[spec.format].extension}` }));
}

/** The encoder's preset for an effort. */
export const presetOfEffort: Readonly<Record<Effort, EncoderPreset>> = {
  fast: 'veryfast',
  balanced: 'medium',
  small: 'slow',
};

/** The constant rate factor for a quality of 0 … 100: 62 is the usual 20, 100 is 1. */
export function crfOfQuality(quality: number): number {
  return Math.max(1, Math.round(limits.crf.max - quality / 2));
}

/** The limit of a format that a video with this many frames exceeds; null if it fits. */
export function lengthFault(
  { title, mostFrames = Number.POSITIVE_INFINITY, mostFps = Number.POSITIVE_INFINITY }: Format,
  { frames, fps }: { frames: number; fps: number },
): string | null {
  if (frames > mostFrames)
    return `Expected at most ${mostFrames} frames for ${title}, but the video has ${frames}; make it shorter or leave this file out`;
  return fps > mostFps
    ? `Expected at most ${mostFps} fps for ${title}, but the video has ${fps}; lower its frame rate or leave this file out`
    : null;
}
