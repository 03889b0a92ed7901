import { limits } from '../limits.ts';
import { formats } from '../video/formats.ts';
import { crops } from './crops.ts';
import type { PlannedOutput } from './plan.ts';
import type { OutputSpec } from './spec.ts';
import { playsInPages } from './stored-output.ts';

/**
 * A JPEG poster for each crop that a page can play but that no requested poster shows: frame 0 of the widest such video,
 * in its size. Pages need it before the video has loaded, and for visitors who prefer no motion. It is planned like that
 * video, so it changes the size of no frame. Posters that would exceed the limits of an animation are left out, so that
 * no request is refused because of them.
 * @param requested all requested files
 */
export function missingPosters(requested: readonly PlannedOutput[]): OutputSpec[] {
  let count = requested.length;
  let pixels = requested.reduce((sum, { size }) => sum + size.width * size.height, 0);
  return crops.flatMap((crop) => {
    const shown = requested.filter(({ spec }) => (spec.crop ?? 'original') === crop);
    const [widest] = shown
      .filter(({ spec }) => playsInPages(spec.format))
      .toSorted((a, b) => b.size.width - a.size.width);
    if (!widest || shown.some(({ spec }) => formats[spec.format].kind === 'poster')) return [];
    const { size, spec } = widest;
    const { focus, widthPixels } = spec;
    count += 1;
    pixels += size.width * size.height;
    if (count > limits.outputs.most || pixels > limits.outputs.mostPixels) return [];
    return [{ format: 'jpeg', crop, ...(widthPixels && { widthPixels }), ...(focus && { focus }) }];
  });
}
