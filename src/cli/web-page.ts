import { mkdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import type { RenderReport } from '../inference/job.ts';
import { type ManifestFacts, manifestOf } from '../outputs/manifest.ts';
import { snippetCss, snippetOf } from '../outputs/snippet.ts';
import type { FinishedOutput } from '../outputs/spec.ts';
import type { StoredOutput } from '../outputs/stored-output.ts';
import { formats } from '../video/formats.ts';
import { type Output, type OutputOptions, openOutput } from './output.ts';

/** How a page shows a web set. */
export interface PageLook {
  alt: string;
  /** Whether snippets contain their style. Otherwise the rules are written beside them. */
  hasInlineStyle: boolean;
}

/** The snippet and manifest of a web set while they are being written. */
export interface WebPage extends AsyncDisposable {
  /** As the caller wrote it. */
  folder: string;
  manifest: Output;
  /**
   * Writes `snippet.html` and `manifest.json`, with URLs relative to the folder, and `snippet.css` if the snippet needs
   * it. Removes files of an earlier set that these do not name.
   * @returns what the manifest says
   */
  write(
    files: readonly { out: string; made: FinishedOutput }[],
    report: RenderReport,
    light: Pick<ManifestFacts, 'light' | 'isDark'>,
  ): Promise<ManifestFacts>;
}

/** Creates the folder of a web set, and opens its snippet and manifest. @throws UserError as `openOutput` */
export async function openWebPage(folder: string, look: PageLook, options: OutputOptions): Promise<WebPage> {
  await using opened = new AsyncDisposableStack();
  opened.use(await makeWebFolder(folder));
  const manifest = opened.use(await openOutput(join(folder, 'manifest.json'), options));
  const snippet = opened.use(await openSnippet(folder, look, options));
  const kept = opened.move();
  return {
    folder,
    manifest,
    async write(files, report, light) {
      const outputs = files
        .filter(({ out }) => resolve(dirname(out)) === resolve(folder))
        .map(({ out, made }) => toStored(basename(out), made));
      const facts = { status: 'SUCCEEDED', outputs, report, ...light, companions: [] };
      await writeFile(manifest.path, manifestText(facts));
      const before = await filesOfManifest(folder);
      await manifest.publish();
      await snippet.write(plainSnippet(facts, look, (key) => key));
      const current = new Set(outputs.map(({ storageKey }) => storageKey));
      for (const name of before) if (!current.has(name)) await rm(join(folder, name), { force: true });
      return facts;
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** Creates a folder. Disposing removes it again if it is empty. @throws UserError INVALID_SETTINGS */
export async function makeWebFolder(folder: string): Promise<AsyncDisposable> {
  const made = await mkdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    const message = `Expected a folder for the web set, but ${folder} cannot be one (${error.code}); name another`;
    throw new UserError('INVALID_SETTINGS', message, { path: ['web'] });
  });
  return {
    async [Symbol.asyncDispose]() {
      if (made !== undefined) await rmdir(folder).catch(() => {});
    },
  };
}

/** `snippet.html` in a folder, and `snippet.css` if it needs one, while they are being written. */
export async function openSnippet(
  folder: string,
  { hasInlineStyle }: PageLook,
  options: OutputOptions,
): Promise<AsyncDisposable & { write(html: string): Promise<void> }> {
  await using opened = new AsyncDisposableStack();
  const html = opened.use(await openOutput(join(folder, 'snippet.html'), options));
  const css = hasInlineStyle ? null : opened.use(await openOutput(join(folder, 'snippet.css'), options));
  const kept = opened.move();
  return {
    async write(text) {
      await writeFile(html.path, `${text}\n`);
      await html.publish();
      if (!css) return;
      await writeFile(css.path, `${snippetCss}\n`);
      await css.publish();
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** The snippet of a set. @param address URL of a file of the set */
export function plainSnippet(
  { outputs, report }: ManifestFacts,
  look: PageLook,
  address: (key: string) => string,
): string {
  const { averageColour } = report?.placeholder ?? {};
  const shown = { ...look, crop: 'original', controls: true, averageColour, address } as const;
  return snippetOf(outputs, shown) ?? '';
}

/** The content of the manifest in a folder, with companions in the folders beside it that have their ids as names. */
export function manifestText(facts: ManifestFacts): string {
  const addresses = { file: (key: string) => key, manifest: (id: string) => `../${id}/manifest.json` };
  return `${JSON.stringify(manifestOf(facts, addresses), null, 2)}\n`;
}

/** File names of web sets. */
const ownName =
  /^(?:video-\d+\.(?:h264|av1)\.mp4|poster(?:-(?:16x9|9x16|1x1|4x5))?\.jpg|poster\.(?:webp|avif))$/;

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
