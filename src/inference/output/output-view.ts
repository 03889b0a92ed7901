import sharp from 'sharp';
import { type Crop, type Focus, type Window, windowAt } from '../../outputs/crops.ts';
import type { OutputPlan, PlannedOutput } from '../../outputs/plan.ts';
import type { RequestedOutput } from '../../outputs/spec.ts';
import type { Size } from '../../photo/output-size.ts';
import type { CropFinder } from './crop-focus.ts';
import { cutPlane } from './frame-view.ts';

/** Outputs with the same window and size, which are cropped and scaled together. */
export interface OutputView {
  window: Window;
  size: Size;
  outputs: PlannedOutput<RequestedOutput>[];
}

/** Positions the windows of a plan and groups equal ones. Windows without a focus are placed by `finder`. */
export function layViews({ render, outputs }: OutputPlan<RequestedOutput>, finder: CropFinder): OutputView[] {
  const views = new Map<string, OutputView>();
  for (const output of outputs) {
    const window = windowAt(render, output.window, focusOf(output, render, finder));
    const { size } = output;
    const key = JSON.stringify([window, size]);
    const view = views.get(key) ?? { window, size, outputs: [] };
    view.outputs.push(output);
    views.set(key, view);
  }
  return [...views.values()];
}

function focusOf({ spec, window }: PlannedOutput, render: Size, finder: CropFinder): Focus {
  const crop: Crop = spec.crop ?? 'original';
  if (spec.focus) return spec.focus;
  if (crop === 'original') return { x: 0.5, y: 0.5 };
  return finder.find({ width: window.width / render.width, height: window.height / render.height });
}

/** A plane of bytes of the whole frame, such as a mask, as a view shows it. */
export async function seePlane(
  plane: Uint8Array,
  frame: Size,
  { window, size }: OutputView,
): Promise<Uint8Array> {
  if (window.width === frame.width && size.width === frame.width && size.height === frame.height)
    return plane;
  const cut = new Uint8Array(window.width * window.height);
  cutPlane(plane, frame.width, window, cut);
  if (window.width === size.width && window.height === size.height) return cut;
  const raw = { width: window.width, height: window.height, channels: 1 as const };
  return sharp(cut, { raw })
    .resize(size.width, size.height, { fit: 'fill' })
    .toColourspace('b-w')
    .raw()
    .toBuffer();
}

/** RGBA pixels of the whole frame as a view shows them. */
export async function seeRgba(
  rgba: Uint8Array,
  frame: Size,
  { window, size }: OutputView,
): Promise<Uint8Array> {
  const isWhole = window.width === frame.width && window.height === frame.height;
  const isScaled = window.width !== size.width || window.height !== size.height;
  if (isWhole && !isScaled) return rgba;
  const cut = sharp(rgba, { raw: { width: frame.width, height: frame.height, channels: 4 } }).extract(window);
  return (isScaled ? cut.resize(size.width, size.height, { fit: 'fill' }) : cut).raw().toBuffer();
}
