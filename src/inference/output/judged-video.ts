import type { RequestedOutput } from '../../outputs/spec.ts';
import type { Size } from '../../photo/output-size.ts';
import { type FormatName, formats } from '../../video/formats.ts';
import type { LayerKind } from '../layers/kinds.ts';
import { type OutputView, seePlane } from './output-view.ts';
import { type Areas, drawAreas } from './quality/areas.ts';

/** The finished file that represents all outputs in the quality check. */
export interface JudgedVideo {
  output: RequestedOutput;
  areas: Areas;
}

/**
 * Selects the video to check, and draws its areas: preferably one of the whole picture at frame size. Undefined if
 * there are only animated pictures and the like, whose colours differ from the frames.
 */
export async function pickJudged(
  views: readonly OutputView[],
  frame: Size,
  layers: readonly { kind: LayerKind; mask: Uint8Array }[],
): Promise<JudgedVideo | undefined> {
  const candidates = views.flatMap((view) =>
    view.outputs.filter(({ spec }) => isJudged(spec.format)).map(({ spec }) => ({ view, spec })),
  );
  const [best] = candidates.toSorted((a, b) => rank(b.view, frame) - rank(a.view, frame));
  if (!best) return undefined;
  const { view, spec } = best;
  const seen = await Promise.all(
    layers.map(async ({ kind, mask }) => ({ kind, mask: await seePlane(mask, frame, view) })),
  );
  return { output: spec, areas: drawAreas(seen, view.size) };
}

function isJudged(name: FormatName): boolean {
  const { kind, contentType, hasAlpha } = formats[name];
  return kind === 'video' && contentType.startsWith('video/') && !hasAlpha;
}

/** Larger for a view that shows more of the picture, and shows it unscaled. */
function rank({ window, size }: OutputView, frame: Size): number {
  const share = (window.width * window.height) / (frame.width * frame.height);
  const scale = (size.width * size.height) / (window.width * window.height);
  return 2 * share + Math.min(1, scale) - (scale > 1 ? 1 : 0);
}
