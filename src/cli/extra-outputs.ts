import { copyFile, rename, rm } from 'node:fs/promises';
import { extname } from 'node:path';
import { UserError } from '../errors.ts';
import { crops } from '../outputs/crops.ts';
import { faultOfOutput, futileField, type OutputSpec } from '../outputs/spec.ts';
import { type FormatName, formats } from '../video/formats.ts';
import { toPath } from './arguments.ts';
import { type Output, type OutputOptions, openOutput } from './output.ts';

/** A file requested with `--output`. */
export interface AskedOutput {
  out: string;
  spec: OutputSpec;
}

/** An additional output file that is being written. */
export interface ExtraOutput extends AskedOutput {
  output: Output;
}

/** Default format by file name extension. */
const byExtension: Record<string, FormatName> = {
  '.mp4': 'mp4-h264',
  '.m4v': 'mp4-h264',
  '.webm': 'webm-vp9',
  '.mov': 'mov-prores',
  '.zip': 'png-frames',
  '.gif': 'gif',
  '.jpg': 'jpeg',
  '.jpeg': 'jpeg',
  '.webp': 'webp',
  '.avif': 'avif',
};

/** The names after a file, each with the field of the output that it sets, and how its value is read. */
const options: Record<string, { field: keyof OutputSpec; read: (text: string) => unknown }> = {
  format: { field: 'format', read: String },
  width: { field: 'widthPixels', read: Number },
  crop: { field: 'crop', read: String },
  focus: { field: 'focus', read: toFocus },
  crf: { field: 'crf', read: Number },
  quality: { field: 'quality', read: Number },
  effort: { field: 'effort', read: String },
  bits: { field: 'bitDepth', read: Number },
  'max-bytes': { field: 'maxBytes', read: Number },
};

function toFocus(text: string): unknown {
  const [x, y] = text.split('/').map(Number);
  return { x, y };
}

/** Syntax and help text of `--output`. */
export const outputSyntax = `<file[,name=value…]>`;
export const outputHelp =
  'another file from the same frames; repeatable. Its extension selects the format, or set ' +
  `format=${Object.keys(formats).join('|')}; then ${Object.keys(options).slice(1).join(', ')}: ` +
  `story.mp4,crop=9:16,width=1080. Crops: ${crops.join(', ')}; focus=x/y`;

/**
 * `file[,name=value…]` as an output.
 * @throws UserError INVALID_SETTINGS that names the option and its value
 */
export function toOutput(text: string): AskedOutput {
  const [file, ...given] = text.split(',');
  const out = toPath(file);
  const values = new Map<string, string>();
  const spec: Record<string, unknown> = {};
  for (const option of given) {
    const [name, ...rest] = option.split('=');
    const known = Object.hasOwn(options, name) ? options[name] : undefined;
    const names = Object.keys(options).join(', ');
    if (!known)
      throw refused(text, `Expected one of ${names} after the file, but received ${name || 'nothing'}`);
    const value = rest.join('=');
    values.set(name, value);
    spec[known.field] = known.read(value);
  }
  const format = spec.format ?? byExtension[extname(out).toLowerCase()];
  const ending = extname(out) || 'none';
  if (format === undefined)
    throw refused(
      text,
      `Expected an ending that tells the format, but it is ${ending}; use one such as .mp4, or add format=…`,
    );
  const asked = { ...spec, format } as OutputSpec;
  requireFaultless(text, asked, values);
  if (!isFit(out, asked.format)) {
    const { extension, title } = formats[asked.format];
    throw refused(
      text,
      `Expected a file that ends in .${extension} for ${title}, but it ends in ${ending}; change its name`,
    );
  }
  return { out, spec: asked };
}

/** Values are checked here, where their names are those that the user wrote. */
function requireFaultless(text: string, spec: OutputSpec, values: ReadonlyMap<string, string>): void {
  const fault = faultOfOutput(spec);
  if (fault) {
    const [name = fault.field] =
      Object.entries(options).find(([, { field }]) => field === fault.field.split('.')[0]) ?? [];
    const value = values.get(name) || 'nothing';
    const message = fault.field.includes('.')
      ? 'Expected two numbers from 0 to 1, such as 0.3/0.5'
      : fault.message;
    // A sentence that says what to do is complete.
    throw refused(text, `${name}: ${message}${message.includes(';') ? '' : `, but received ${value}`}`);
  }
  const [, futile] = futileField(spec) ?? [];
  if (futile) throw refused(text, futile);
}

function isFit(out: string, format: FormatName): boolean {
  const extension = extname(out).toLowerCase();
  return extension === `.${formats[format].extension}` || byExtension[extension] === format;
}

/** Opens the files before any work starts. Disposing removes unpublished ones. @throws UserError as `openOutput` */
export async function openExtras(
  asked: readonly AskedOutput[],
  place: OutputOptions,
): Promise<ExtraOutput[] & AsyncDisposable> {
  await using opened = new AsyncDisposableStack();
  const extras: ExtraOutput[] = [];
  for (const one of asked) extras.push({ ...one, output: opened.use(await openOutput(one.out, place)) });
  const kept = opened.move();
  return Object.assign(extras, { [Symbol.asyncDispose]: () => kept.disposeAsync() });
}

/** Moves a finished file from its work folder to its final place. */
export async function publish({ output }: ExtraOutput, path: string): Promise<void> {
  await rename(path, output.path).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EXDEV') throw error;
    await copyFile(path, output.path);
    await rm(path);
  });
  await output.publish();
}

function refused(text: string, message: string): UserError {
  return new UserError('INVALID_SETTINGS', `--output ${text}: ${message}`, { path: ['outputs'] });
}
