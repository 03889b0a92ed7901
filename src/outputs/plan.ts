import { UserError } from '../errors.ts';
import { limits } from '../limits.ts';
import { outputSize, type Size } from '../photo/output-size.ts';
import { formats } from '../video/formats.ts';
import { windowSize } from './crops.ts';
import { listOf, type OutputSpec, type OutputsSetting, usualOutputs } from './spec.ts';
import { webSet } from './web-set.ts';

/** A file, as far as it is decided before the photo is looked at. */
export interface PlannedOutput<Spec extends OutputSpec = OutputSpec> {
  spec: Spec;
  /** What it shows of the frame, in pixels of that; where it lies depends on the focus. */
  window: Size;
  /** Of the file. Where it is that of the window, pixels are taken as they are. */
  size: Size;
}

export interface OutputPlan<Spec extends OutputSpec = OutputSpec> {
  /** Of the frames that are rendered, from which all outputs are taken. */
  render: Size;
  outputs: PlannedOutput<Spec>[];
}

/** As much of the settings as decides how large what is. */
interface SizeSettings {
  widthPixels?: number;
  outputs?: OutputsSetting;
}

/** A window of nearly the wanted width is taken as it is: to scale by a hair blurs for nothing. */
const nearly = 0.01;

/** The files that settings ask for. */
export function specsOf(photo: Size, { widthPixels, outputs }: SizeSettings): readonly OutputSpec[] {
  if (outputs === undefined) return usualOutputs;
  if (outputs === 'web') return webSet(photo, widthPixels);
  return Array.isArray(outputs) ? outputs : setAndMore(photo, widthPixels, outputs.list);
}

/** The files of the set but for those that the list has in the same format and width, then those of the list. */
function setAndMore(
  photo: Size,
  widthPixels: number | undefined,
  list: readonly OutputSpec[],
): readonly OutputSpec[] {
  const full = outputSize(photo, widthPixels).width;
  const isReplaced = ({ format, widthPixels: width }: OutputSpec) =>
    list.some(
      (own) =>
        own.format === format &&
        (own.crop ?? 'original') === 'original' &&
        (own.widthPixels ?? full) === width,
    );
  return [...webSet(photo, widthPixels).filter((spec) => !isReplaced(spec)), ...list];
}

/**
 * The plan of what settings ask for.
 * @throws UserError INVALID_SETTINGS as {@link planOutputs}, and for two files that would be the same, with the path in the settings
 */
export function planSettings(photo: Size, settings: SizeSettings): OutputPlan {
  const specs = specsOf(photo, settings);
  if (specs.length > limits.outputs.most) {
    const message = `Expected at most ${limits.outputs.most} outputs, those of a set included, but these are ${specs.length}; leave some out`;
    throw new UserError('INVALID_SETTINGS', message, { path: ['outputs', 'list'] });
  }
  try {
    const plan = planOutputs(photo, settings.widthPixels, specs);
    requireDifferent(plan.outputs);
    return plan;
  } catch (error) {
    const { outputs } = settings;
    if (!(error instanceof UserError) || error.path.length < 2 || Array.isArray(outputs)) throw error;
    const [, place, ...inner] = error.path;
    // Those of the list come after those of the set.
    const inList = Number(place) - (specs.length - listOf(outputs).length);
    const path = inList < 0 ? ['outputs', 'set'] : ['outputs', 'list', String(inList), ...inner];
    throw new UserError(error.code, error.message, { path });
  }
}

function requireDifferent(outputs: readonly PlannedOutput[]): void {
  const seen = new Map<string, number>();
  for (const [i, { spec, size }] of outputs.entries()) {
    const { widthPixels: _, crop = 'original', ...others } = spec;
    const same = JSON.stringify(Object.entries({ ...others, ...size, crop }).sort());
    const first = seen.get(same);
    if (first !== undefined) {
      const { title } = formats[spec.format];
      const message = `Expected outputs that differ, but ${i} is the same as ${first}, counted from 0: ${title}, ${size.width} × ${size.height}; leave one of them out`;
      throw new UserError('INVALID_SETTINGS', message, { path: ['outputs', String(i)] });
    }
    seen.set(same, i);
  }
}

/**
 * How large to render and what to take from the frames. Unless `widthPixels` says how wide, frames are as large as the most demanding
 * output wants, as far as the photo has the pixels: what is asked for beyond is enlarged from them.
 * @throws UserError INVALID_SETTINGS for sizes that cannot be made of this photo, with its path in the settings
 */
export function planOutputs<Spec extends OutputSpec>(
  photo: Size,
  widthPixels: number | undefined,
  specs: readonly Spec[],
): OutputPlan<Spec> {
  const render = renderSize(photo, widthPixels, specs);
  const outputs = specs.map((spec, i) => planOutput(photo, render, spec, String(i)));
  const pixels = outputs.reduce((sum, { size }) => sum + size.width * size.height, 0);
  if (pixels > limits.outputs.mostPixels) {
    const message = `Expected outputs of at most ${limits.outputs.mostPixels / 1e6} megapixels a frame, all together, but these have ${(pixels / 1e6).toFixed(1)}; ask for fewer or smaller ones`;
    throw new UserError('INVALID_SETTINGS', message, { path: ['outputs'] });
  }
  return { render, outputs };
}

function renderSize(photo: Size, widthPixels: number | undefined, specs: readonly OutputSpec[]): Size {
  if (widthPixels !== undefined) return outputSize(photo, widthPixels);
  const wanted = Math.max(...specs.map((spec) => wantedRenderWidth(photo, spec)));
  const usual = outputSize(photo);
  if (wanted <= usual.width) {
    const isSmaller = specs.every(({ widthPixels: width }) => width !== undefined);
    return isSmaller ? outputSize(photo, Math.max(limits.widthPixels.min, wanted)) : usual;
  }
  const { maxPixels, maxSidePixels } = limits.frame;
  const aspect = photo.width / photo.height;
  // A little less, as heights are rounded.
  const most = Math.min(
    photo.width,
    maxSidePixels,
    maxSidePixels * aspect,
    Math.sqrt(maxPixels * aspect) - 2,
  );
  return outputSize(photo, Math.max(usual.width, 2 * Math.floor(Math.min(wanted, most) / 2)));
}

/** How wide a frame has to be for an output not to be enlarged. */
function wantedRenderWidth(photo: Size, spec: OutputSpec): number {
  const window = windowSize(photo, spec.crop ?? 'original');
  const { width } = spec.widthPixels === undefined ? usualSize(window, spec) : { width: spec.widthPixels };
  return 2 * Math.ceil((width * photo.width) / window.width / 2 - nearly);
}

/** Of an output that nobody asks for a width of. */
function usualSize(window: Size, { format }: OutputSpec): Size {
  const usual = outputSize(window);
  const { mostPixels = Number.POSITIVE_INFINITY } = formats[format];
  if (usual.width * usual.height <= mostPixels) return usual;
  return scaled(window, Math.sqrt((mostPixels * window.width) / window.height) - 2);
}

function planOutput<Spec extends OutputSpec>(
  photo: Size,
  render: Size,
  spec: Spec,
  place: string,
): PlannedOutput<Spec> {
  const crop = spec.crop ?? 'original';
  const window = windowSize(render, crop);
  const usual = usualSize(windowSize(photo, crop), spec);
  const wanted = spec.widthPixels ?? Math.min(usual.width, window.width);
  const isWindow = Math.abs(wanted / window.width - 1) < nearly;
  const size = isWindow ? window : scaled(window, wanted);
  requireMakeable(size, spec, place);
  return { spec, window, size };
}

function scaled(window: Size, width: number): Size {
  const even = 2 * Math.floor(width / 2);
  return { width: even, height: Math.max(2, 2 * Math.round((even * window.height) / window.width / 2)) };
}

function requireMakeable({ width, height }: Size, { format: name }: OutputSpec, place: string): void {
  const { title, leastSidePixels = 0, mostPixels = limits.frame.maxPixels } = formats[name];
  const { minSidePixels, maxSidePixels, maxPixels } = limits.frame;
  const least = Math.max(minSidePixels, leastSidePixels);
  const most = Math.min(mostPixels, maxPixels);
  const path = { path: ['outputs', place, 'widthPixels'] };
  const asked = `but this one is ${width} × ${height}`;
  if (Math.min(width, height) < least) {
    const message = `Expected at least ${least} pixels a side for ${title}, ${asked}; ask for a larger width`;
    throw new UserError('INVALID_SETTINGS', message, path);
  }
  if (Math.max(width, height) > maxSidePixels || width * height > most) {
    const message = `Expected at most ${maxSidePixels} pixels a side and ${most} in all for ${title}, ${asked}; ask for a smaller width`;
    throw new UserError('INVALID_SETTINGS', message, path);
  }
}
