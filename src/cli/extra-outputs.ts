import { copyFile, rename, rm } from 'node:fs/promises';
import { extname } from 'node:path';
import { UserError } from '../errors.ts';
import { crops } from '../outputs/crops.ts';
import { futileField, type OutputSpec } from '../outputs/spec.ts';
import { type FormatName, formats } from '../video/formats.ts';
import { toNumbers, toPath } from './arguments.ts';
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

const fields: Record<string, (text: string) => Partial<OutputSpec>> = {
  format: (text) => ({ format: text as FormatName }),
  width: (text) => ({ widthPixels: toNumbers(text, [1])[0] }),
  crop: (text) => ({ crop: text as OutputSpec['crop'] }),
  focus: (text) => {
    const [x, y] = text.split('/').map(Number);
    return { focus: { x, y } };
  },
  crf: (text) => ({ crf: toNumbers(text, [1])[0] }),
  quality: (text) => ({ quality: toNumbers(text, [1])[0] }),
  effort: (text) => ({ effort: text as OutputSpec['effort'] }),
  bits: (text) => ({ bitDepth: Number(text) as OutputSpec['bitDepth'] }),
  'max-bytes': (text) => ({ maxBytes: toNumbers(text, [1])[0] }),
};

/** Syntax and help text of `--output`. */
export const outputSyntax = `<file[,name=value…]>`;
export const outputHelp =
  'another file from the same frames; repeatable. Its extension selects the format, or set ' +
  `format=${Object.keys(formats).join('|')}; then ${Object.keys(fields).slice(1).join(', ')}: ` +
  `story.mp4,crop=9:16,width=1080. Crops: ${crops.join(', ')}; focus=x/y`;

/** `file[,name=value…]` as an output; its values are checked with the settings. @throws UserError INVALID_SETTINGS */
export function toOutput(text: string): AskedOutput {
  const [file, ...options] = text.split(',');
  const out = toPath(file);
  let given: Partial<OutputSpec> = {};
  for (const option of options) {
    const [name, ...value] = option.split('=');
    const read = fields[name];
    if (!read) throw refused(`one of ${Object.keys(fields).join(', ')} after the file`, name);
    given = { ...given, ...read(value.join('=')) };
  }
  const format = given.format ?? byExtension[extname(out).toLowerCase()];
  if (format === undefined) throw refused('format=… for a file of this ending', out);
  if (formats[format] && !isFit(out, format))
    throw refused(`a file that ends in .${formats[format].extension}`, out);
  const spec = { ...given, format };
  // Unknown format names are rejected with the settings.
  const [, futile] = (formats[format] && futileField(spec)) ?? [];
  if (futile) throw new UserError('INVALID_SETTINGS', `${out}: ${futile}`, { path: ['outputs'] });
  return { out, spec };
}

function isFit(out: string, format: FormatName): boolean {
  const extension = extname(out).toLowerCase();
  return extension === `.${formats[format].extension}` || byExtension[extension] === format;
}

/** Opens the files before any work starts. Disposing removes unpublished ones. @throws UserError as `openOutput` */
export async function openExtras(
  asked: readonly AskedOutput[],
  options: OutputOptions,
): Promise<ExtraOutput[] & AsyncDisposable> {
  await using opened = new AsyncDisposableStack();
  const extras: ExtraOutput[] = [];
  for (const one of asked) extras.push({ ...one, output: opened.use(await openOutput(one.out, options)) });
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

function refused(expected: string, found: string): UserError {
  return new UserError('INVALID_SETTINGS', `Expected ${expected}, but received ${found}`, {
    path: ['outputs'],
  });
}
