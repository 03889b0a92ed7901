import { join, parse } from 'node:path';
import type { NamedLight } from './choices.ts';
import { type Output, type OutputOptions, openOutput } from './output.ts';

/** A video to write. */
export interface Version {
  /** Its path as the caller wrote it. */
  out: string;
  output: Output;
}

/**
 * Opens the file of the single video, or one file per light: `lake.mp4` gives `lake-moonlit-night.mp4`. Opens none
 * without a name. All are checked before any work starts. Disposing removes unpublished files.
 * @param lights null for the light that other options define
 * @throws UserError as `openOutput`
 */
export async function openVersions(
  out: string | undefined,
  lights: readonly (NamedLight | null)[],
  options: OutputOptions,
): Promise<Version[] & AsyncDisposable> {
  if (out === undefined) return Object.assign([], { [Symbol.asyncDispose]: async () => {} });
  await using opened = new AsyncDisposableStack();
  const versions: Version[] = [];
  for (const light of lights) {
    const path = light ? pathIn(out, light.name) : out;
    versions.push({ out: path, output: opened.use(await openOutput(path, options)) });
  }
  const kept = opened.move();
  return Object.assign(versions, { [Symbol.asyncDispose]: () => kept.disposeAsync() });
}

function pathIn(out: string, light: string): string {
  const { dir, name, ext } = parse(out);
  // A path that does not name a file is rejected unchanged.
  return name === '' || out === '-' || out.endsWith('/') ? out : join(dir, `${name}-${light}${ext}`);
}
