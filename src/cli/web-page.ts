import { mkdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import type { RenderReport } from '../inference/job.ts';
import { manifestOf } from '../outputs/manifest.ts';
import { snippetOf } from '../outputs/snippet.ts';
import type { FinishedOutput } from '../outputs/spec.ts';
import type { StoredOutput } from '../outputs/stored-output.ts';
import { webSet } from '../outputs/web-set.ts';
import type { Size } from '../photo/output-size.ts';
import { formats } from '../video/formats.ts';
import type { AskedOutput } from './extra-outputs.ts';
import { type Output, type OutputOptions, openOutput } from './output.ts';

/** The files of the set WEB, in a folder. */
export function webOutputs(folder: string, photo: Size, widthPixels?: number): AskedOutput[] {
  return webSet(photo, widthPixels).map((spec) => {
    const { kind, extension } = formats[spec.format];
    const codec = spec.format.replace(/^.*-/, '');
    const name =
      kind === 'poster' ? `poster.${extension}` : `video-${spec.widthPixels}.${codec}.${extension}`;
    return { out: join(folder, name), spec };
  });
}

/** The snippet and manifest of a web set while they are being written. */
export interface WebPage extends AsyncDisposable {
  /** As the caller wrote it. */
  folder: string;
  manifest: Output;
  /**
   * Writes `snippet.html` and `manifest.json`, with URLs relative to the folder. Removes files of an earlier set that
   * these do not name.
   */
  write(
    files: readonly { out: string; made: FinishedOutput }[],
    report: RenderReport,
    { light, isDark, alt }: { light: string | null; isDark: boolean; alt: string },
  ): Promise<void>;
}

/** Creates the folder of a web set, and opens its snippet and manifest. @throws UserError as `openOutput` */
export async function openWebPage(folder: string, options: OutputOptions): Promise<WebPage> {
  await using opened = new AsyncDisposableStack();
  const made = await mkdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    const message = `Expected a folder for the web set, but ${folder} cannot be one (${error.code}); name another`;
    throw new UserError('INVALID_SETTINGS', message, { path: ['web'] });
  });
  // If it fails, remove the folder again.
  if (made !== undefined) opened.defer(() => rmdir(folder).catch(() => {}));
  const manifest = opened.use(await openOutput(join(folder, 'manifest.json'), options));
  const snippet = opened.use(await openOutput(join(folder, 'snippet.html'), options));
  const kept = opened.move();
  return {
    folder,
    manifest,
    async write(files, report, { light, isDark, alt }) {
      const outputs = files
        .filter(({ out }) => resolve(dirname(out)) === resolve(folder))
        .map(({ out, made }) => toStored(basename(out), made));
      const facts = { status: 'SUCCEEDED', outputs, report, light, isDark, companions: [] };
      const address = (key: string) => key;
      const shown = manifestOf(facts, { file: address, manifest: address });
      await writeFile(manifest.path, `${JSON.stringify(shown, null, 2)}\n`);
      const { averageColour } = report.placeholder ?? {};
      const look = {
        alt,
        crop: 'original',
        controls: true,
        hasInlineStyle: true,
        averageColour,
        address,
      } as const;
      await writeFile(snippet.path, `${snippetOf(outputs, look)}\n`);
      const before = await filesOfManifest(folder);
      await manifest.publish();
      await snippet.publish();
      const current = new Set(outputs.map(({ storageKey }) => storageKey));
      for (const name of before) if (!current.has(name)) await rm(join(folder, name), { force: true });
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** File names that {@link webOutputs} creates. */
const ownName = /^(?:video-\d+\.(?:h264|av1)\.mp4|poster\.(?:jpg|webp|avif))$/;

/** The files listed in the manifest of a folder; none if there is no such manifest. */
async function filesOfManifest(folder: string): Promise<string[]> {
  try {
    const { sources, posters } = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
    const names: unknown[] = [...sources, ...posters].map(({ src }) => src);
    return names.filter((name) => typeof name === 'string').filter((name) => ownName.test(name));
  } catch {
    return [];
  }
}

function toStored(storageKey: string, made: FinishedOutput): StoredOutput {
  const { kind, contentType } = formats[made.format];
  const { format, crop, width: widthPixels, height: heightPixels, bytes: sizeBytes, codecs } = made;
  return {
    kind: kind === 'video' ? 'VIDEO' : 'POSTER',
    format,
    crop,
    widthPixels,
    heightPixels,
    sizeBytes,
    contentType,
    codecs,
    storageKey,
  };
}
