import { UserError } from '../errors.ts';
import type { Size } from '../photo/output-size.ts';
import { type SizeSettings, specsOf } from './plan.ts';
import type { OutputSpec } from './spec.ts';
import type { StoredOutput } from './stored-output.ts';

/** Formats that people recognise by their extension alone. */
const plainFormats = ['mp4-h264', 'animated-webp', 'animated-avif'];

type Named = Pick<StoredOutput, 'kind' | 'format' | 'crop' | 'widthPixels' | 'heightPixels' | 'storageKey'>;

/** What the files of an animation were made of. */
export interface NamedAnimation<Output extends Named> {
  /** Its `name` is such as `fjord.jpg`. */
  photo: Size & { name: string };
  settings: SizeSettings;
  /** In order. */
  outputs: readonly Output[];
}

/**
 * A readable name for an output: the photo's name without its extension, the kind of output, its size, and, if other
 * outputs of the animation would have the same name, how it was requested, such as `fjord-1920x1080.mp4`,
 * `fjord-9x16-608x1080-av1.mp4`, `fjord-poster-1920x1080.jpg` or `fjord-1920x1080-q40-small.mp4`. All outputs of an
 * animation have different names.
 */
export function outputName<Output extends Named>(
  output: Output,
  { photo, settings, outputs }: NamedAnimation<Output>,
): string {
  const plain = plainName(photo.name, output);
  const alike = outputs.filter((other) => plainName(photo.name, other) === plain);
  if (alike.length < 2) return withExtension(plain, output);
  const specs = plannedSpecs(photo, settings);
  const named = alike.map((other) => [plain, ...detailsOf(specs[outputs.indexOf(other)])].join('-'));
  const place = alike.indexOf(output);
  const isTaken = named.indexOf(named[place]) < place;
  return withExtension(isTaken ? `${named[place]}-${place + 1}` : named[place], output);
}

function plainName(photo: string, { kind, format, crop, widthPixels, heightPixels }: Named): string {
  const parts = [
    stemOf(photo),
    kind === 'POSTER' ? 'poster' : null,
    crop === 'original' ? null : crop.replace(':', 'x'),
    `${widthPixels}x${heightPixels}`,
    codecOf(format),
  ];
  return parts.filter((part) => part !== null).join('-');
}

function withExtension(name: string, { storageKey }: Named): string {
  return `${name}${storageKey.slice(storageKey.lastIndexOf('.'))}`;
}

/** Settings that an earlier version accepted may be impossible today: then names are numbered. */
function plannedSpecs(photo: Size, settings: SizeSettings): readonly (OutputSpec | undefined)[] {
  try {
    return specsOf(photo, settings);
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}

/** What a request says about a file beyond format, crop and size, in words for a file name. */
function detailsOf(spec: OutputSpec | undefined): string[] {
  const { quality, crf, effort, bitDepth, maxBytes, focus } = spec ?? {};
  const details = [
    quality === undefined ? null : `q${quality}`,
    crf === undefined ? null : `crf${crf}`,
    effort ?? null,
    bitDepth === undefined ? null : `${bitDepth}bit`,
    maxBytes === undefined ? null : `max${maxBytes >= 1e6 ? `${maxBytes / 1e6}MB` : `${maxBytes / 1e3}kB`}`,
    focus === undefined ? null : `at${focus.x}x${focus.y}`,
  ];
  return details.filter((detail) => detail !== null);
}

/** A name without its extension; a name that is only an extension is kept. */
function stemOf(name: string): string {
  return name.replace(/(?<=.)\.[A-Za-z0-9]{1,5}$/u, '');
}

/** The part after the container in the name of a format, such as `av1` of `mp4-av1`. */
function codecOf(format: string): string | null {
  if (plainFormats.includes(format)) return null;
  return /-(.+)$/.exec(format)?.[1] ?? null;
}
