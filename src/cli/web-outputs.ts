import { dirname, join, resolve } from 'node:path';
import { planOutputs } from '../outputs/plan.ts';
import { missingPosters } from '../outputs/posters.ts';
import { webSet } from '../outputs/web-set.ts';
import type { Size } from '../photo/output-size.ts';
import { formats } from '../video/formats.ts';
import type { AskedOutput } from './extra-outputs.ts';

/**
 * The files of the set WEB, in a folder, and posters for the crops that others of the folder have.
 * @param others further files of the same frames
 * @throws UserError INVALID_SETTINGS for sizes that are impossible for this photo
 */
export function webOutputs(
  folder: string,
  photo: Size,
  widthPixels: number | undefined,
  others: readonly AskedOutput[],
): AskedOutput[] {
  const set = webSet(photo, widthPixels).map((spec) => {
    const { kind, extension } = formats[spec.format];
    const codec = spec.format.replace(/^.*-/, '');
    const name =
      kind === 'poster' ? `poster.${extension}` : `video-${spec.widthPixels}.${codec}.${extension}`;
    return { out: join(folder, name), spec };
  });
  const shown = [...set, ...others.filter(({ out }) => resolve(dirname(out)) === resolve(folder))];
  const specs = shown.map(({ spec }) => spec);
  const posters = missingPosters(planOutputs(photo, widthPixels, specs).outputs).map((spec) => ({
    out: join(folder, `poster-${spec.crop?.replace(':', 'x')}.jpg`),
    spec,
  }));
  return [...set, ...posters];
}
