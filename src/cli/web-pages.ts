import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { elementFileName, elementScript } from '../outputs/element-script.ts';
import { inElement } from '../outputs/element-snippet.ts';
import { type ManifestFacts, manifestOf } from '../outputs/manifest.ts';
import type { NamedLight } from './choices.ts';
import { type OutputOptions, openOutput } from './output.ts';
import {
  makeWebFolder,
  manifestText,
  openSnippet,
  openWebPage,
  type PageLook,
  plainSnippet,
  type WebPage,
} from './web-page.ts';

/** The web sets of a command. */
export interface WebPages extends AsyncDisposable {
  /** One for each light, in order. */
  pages: WebPage[];
  /**
   * Links the manifests of several lights to each other, and writes what shows them together: `snippet.html`, and the
   * script of `<driftscape-video>`, which it needs. Does nothing for a single set.
   * @param written what the manifest of each page says
   */
  finish(written: readonly ManifestFacts[]): Promise<void>;
}

/**
 * Opens a web set in a folder, or, with several lights, one in a folder below it for each light.
 * @throws UserError as `openOutput`
 */
export async function openWebPages(
  folder: string,
  lights: readonly (NamedLight | null)[],
  look: PageLook,
  options: OutputOptions,
): Promise<WebPages> {
  await using opened = new AsyncDisposableStack();
  opened.use(await makeWebFolder(folder));
  const isOne = lights.length < 2;
  const together = isOne ? null : opened.use(await openTogether(folder, look, options));
  const pages: WebPage[] = [];
  for (const light of lights) {
    const own = isOne ? folder : join(folder, light?.name ?? '');
    pages.push(opened.use(await openWebPage(own, look, options)));
  }
  const kept = opened.move();
  return {
    pages,
    async finish(written) {
      if (!together) return;
      const sets = written.map((facts, i) => ({ id: basename(pages[i].folder), facts }));
      const named = sets.map(({ id, facts }) => ({ id, light: facts.light, isDark: facts.isDark }));
      const linked = sets.map(({ id, facts }) => ({
        id,
        facts: { ...facts, companions: named.filter((other) => other.id !== id) },
      }));
      for (const { id, facts } of linked) {
        await using manifest = await openOutput(join(folder, id, 'manifest.json'), { isForced: true });
        await writeFile(manifest.path, manifestText(facts));
        await manifest.publish();
      }
      await together.write(linked[0].id, linked[0].facts);
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** What shows the sets of all lights together, while it is being written. */
async function openTogether(folder: string, look: PageLook, options: OutputOptions) {
  await using opened = new AsyncDisposableStack();
  const snippet = opened.use(await openSnippet(folder, look, options));
  const script = opened.use(await openOutput(join(folder, elementFileName), options));
  const kept = opened.move();
  return {
    /** @param id folder of the set that is shown by default */
    async write(id: string, facts: ManifestFacts) {
      await writeFile(script.path, (await elementScript()).text);
      await script.publish();
      const file = (key: string) => `${id}/${key}`;
      const manifest = manifestOf(facts, { file, manifest: (other) => `${other}/manifest.json` });
      const shown = { alt: look.alt, controls: true, script: elementFileName, light: 'auto' } as const;
      await snippet.write(inElement(plainSnippet(facts, look, file), manifest, shown));
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
