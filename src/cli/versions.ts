import { join, parse } from 'node:path';
import { chooseLights, type NamedLight } from './choices.ts';
import { type Output, type OutputOptions, openOutput } from './output.ts';

/** A video to be written. */
export interface Version {
  /** Its path as the caller would say it. */
  out: string;
  output: Output;
  /** The light it is in throughout; null where the other options say how light goes. */
  light: NamedLight | null;
}

/**
 * Opens the file of the one video, or of one for each light: `lake.mp4` gives `lake-moonlit-night.mp4`. All are checked before any work
 * is done; disposing removes what was not published. None without `out`.
 * @throws UserError as `chooseLights` and `openOutput`
 */
export async function openVersions(
  out: string | undefined,
  { lights, strength, ...options }: OutputOptions & { lights?: string; strength?: number },
): Promise<Version[] & AsyncDisposable> {
  if (out === undefined) return Object.assign([], { [Symbol.asyncDispose]: async () => {} });
  const wanted = lights === undefined ? [null] : chooseLights(lights, strength);
  await using opened = new AsyncDisposableStack();
  const versions: Version[] = [];
  for (const light of wanted) {
    const path = light ? pathIn(out, light.name) : out;
    versions.push({ out: path, light, output: opened.use(await openOutput(path, options)) });
  }
  const kept = opened.move();
  return Object.assign(versions, { [Symbol.asyncDispose]: () => kept.disposeAsync() });
}

function pathIn(out: string, light: string): string {
  const { dir, name, ext } = parse(out);
  // What names no file is refused as it is.
  return name === '' || out === '-' || out.endsWith('/') ? out : join(dir, `${name}-${light}${ext}`);
}
