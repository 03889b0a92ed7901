import { UserError } from '../errors.ts';
import { limits } from '../limits.ts';
import { outputSize, type Size } from '../photo/output-size.ts';
import { formats } from '../video/formats.ts';
import { windowSize } from './crops.ts';
import { missingPosters } from './posters.ts';
import { listOf, type OutputSpec, type OutputsSetting, usualOutputs } from './spec.ts';
import { webSet } from './web-set.ts';

/** A file, as far as it is known before the photo is opened. */
export interface PlannedOutput<Spec extends OutputSpec = OutputSpec> {
  spec: Spec;
  /** Size of the window that it shows, in pixels of the frame; its position depends on the focus. */
  window: Size;
  /** Size of the file. If it equals that of the window, pixels are copied unscaled. */
  size: Size;
}

export interface OutputPlan<Spec extends OutputSpec = OutputSpec> {
  /** Size of the rendered frames, from which all outputs are made. */
  render: Size;
  outputs: PlannedOutput<Spec>[];
}

/** The settings that determine sizes. */
export interface SizeSettings {
  widthPixels?: number;
  outputs?: OutputsSetting;
}

/** A window of nearly the requested width is not scaled: a tiny scale factor would only blur. */
const nearly = 0.01;

/**
 * The files of an animation: those requested in the settings, then a poster for each crop that lacks one.
 * @throws UserError as {@link planOutputs}
 */
export function specsOf(photo: Size, settings: SizeSettings): readonly OutputSpec[] {
  const requested = requestedOf(photo, settings);
  return [...requested, ...missingPosters(planOutputs(photo, settings.widthPixels, requested).outputs)];
}

function requestedOf(photo: Size, { widthPixels, outputs }: SizeSettings): readonly OutputSpec[] {
  if (outputs === undefined) return usualOutputs;
  if (outputs === 'web') return webSet(photo, widthPixels);
  return Array.isArray(outputs) ? outputs : setAndMore(photo, widthPixels, outputs.list);
}

/** The files of the set, except those that the list has in the same format and width, then the files of the list. */
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
        even(own.widthPixels ?? full) === width,
    );
  return [...webSet(photo, widthPixels).filter((spec) => !isReplaced(spec)), ...list];
}

/**
 * The plan for settings, with the posters of {@link specsOf}.
 * @throws UserError INVALID_SETTINGS as {@link planOutputs}, and for two identical files, with the path in the settings
 */
export function planSettings(photo: Size, settings: SizeSettings): OutputPlan {
  const specs = requestedOf(photo, settings);
  if (specs.length > limits.outputs.most) {
    const message = `Expected at most ${limits.outputs.most} outputs, including those of a set, but received ${specs.length}; leave some out`;
    throw new UserError('INVALID_SETTINGS', message, { path: ['outputs', 'list'] });
  }
  try {
    const plan = planOutputs(photo, settings.widthPixels, specs);
    requireDifferent(plan.outputs);
    return planOutputs(photo, settings.widthPixels, [...specs, ...missingPosters(plan.outputs)]);
  } catch (error) {
    const { outputs } = settings;
    if (!(error instanceof UserError) || error.path.length < 2 || Array.isArray(outputs)) throw error;
    const [, place, ...inner] = error.path;
    // Files of the list come after those of the set.
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
      const message = `Expected outputs that differ, but those with the indices ${first} and ${i} are the same: ${title}, ${size.width} × ${size.height}; leave one of them out, or give them different qualities`;
      throw new UserError('INVALID_SETTINGS', message, { path: ['outputs', String(i)] });
    }
    seen.set(same, i);
  }
}

/**
 * Plans the size of the frames and the window of each output. Unless `widthPixels` sets the width, frames are as large
 * as the most demanding output needs, but no larger than the photo; larger outputs are enlarged from them.
 * @throws UserError INVALID_SETTINGS for sizes that are impossible for this photo, with the path in the settings
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
    const message = `Expected outputs whose frames have at most ${limits.outputs.mostPixels / 1e6} megapixels together, but these have ${(pixels / 1e6).toFixed(1)}; ask for fewer or smaller ones`;
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
  // Slightly less, because heights are rounded.
  const most = Math.min(
    photo.width,
    maxSidePixels,
    maxSidePixels * aspect,
    Math.sqrt(maxPixels * aspect) - 2,
  );
  return outputSize(photo, Math.max(usual.width, 2 * Math.floor(Math.min(wanted, most) / 2)));
}

/** Frame width at which an output need not be enlarged. */
function wantedRenderWidth(photo: Size, spec: OutputSpec): number {
  const window = windowSize(photo, spec.crop ?? 'original');
  const { width } =
    spec.widthPixels === undefined ? usualSize(window, spec) : { width: even(spec.widthPixels) };
  return 2 * Math.ceil((width * photo.width) / window.width / 2 - nearly);
}

/** Width of an output without a requested width. */
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
  const asked = spec.widthPixels === undefined ? undefined : even(spec.widthPixels);
  const wanted = asked ?? Math.min(usual.width, window.width);
  // The width of the whole picture can be had to the pixel, that of a crop depends on rounding.
  const isLess = asked !== undefined && crop === 'original' && asked < window.width;
  const isWindow = !isLess && Math.abs(wanted / window.width - 1) < nearly;
  const size = isWindow ? window : scaled(window, wanted);
  requireMakeable(size, spec, place);
  return { spec, window, size };
}

function scaled(window: Size, widthPixels: number): Size {
  const width = even(widthPixels);
  return { width, height: Math.max(2, 2 * Math.round((width * window.height) / window.width / 2)) };
}

function even(length: number): number {
  return 2 * Math.floor(length / 2);
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
    const message = `Expected at most ${maxSidePixels} pixels a side and ${(most / 1e6).toFixed(2)} megapixels for ${title}, ${asked}; ask for a smaller width`;
    throw new UserError('INVALID_SETTINGS', message, path);
  }
}
