import { resizePhoto } from '../../photo/decode.ts';
import { interleave, toNetworkImage } from '../bundle/network-image.ts';
import { localMean } from '../grids/local-mean.ts';
import { findSeenSpans, type SeenSpans } from '../grids/seen-spans.ts';
import { shrinkGrid } from '../grids/shrink.ts';
import type { Layer } from '../layers/layers.ts';
import type { Photos } from '../photos.ts';
import type { AnimationSettings } from '../settings.ts';
import { pixelsPerFrame } from './directed/frame.ts';
import { type Drift, drift, surelyInside } from './drift.ts';
import { fitLight, type Light, withoutLight } from './light.ts';
import { measureSpeed } from './speed.ts';
import { toVelocity } from './velocity.ts';

/** Standard deviation of the local mean's blur, as a share of the width (algorithm §4). */
const localMeanSigma = 0.02;

/** Properties of a layer that determine its motion. */
export interface LayerReading {
  layer: Layer;
  spans: SeenSpans;
  /** The layer's background at the networks' size, interleaved. */
  background: Float32Array;
  /** Its local means, in 0…255. */
  means: Float32Array;
  light?: Light;
  /** The means without the light: what is seen to move. */
  detail: Float32Array;
  drift: Drift;
}

export interface ReadOptions {
  photos: Photos;
  /** Side of the motion grid. */
  side: number;
  /** How far each point of that grid moves by the predicted flow alone. */
  moving: Float32Array;
}

export async function readLayer(layer: Layer, { photos, side, moving }: ReadOptions): Promise<LayerReading> {
  const { width, height } = photos.output;
  const spans = findSeenSpans(layer.mask, width, height, side);
  const small = toNetworkImage(await resizePhoto(layer.background, side, side));
  const background = interleave(small, 3);
  const sigma = localMeanSigma * (side - 1);
  const means = localMean(
    background.map((value) => (value + 1) * 127.5),
    side,
    { x: sigma, y: (sigma * width) / height },
  );
  const light = layer.kind === 'any' ? undefined : fitLight(means, surelyInside(layer.area), side);
  const detail = light ? withoutLight(means, light, side) : means;
  const options = {
    moving,
    colours: shrinkGrid(interleave(photos.forPredictors, 3), 3, side),
    detail,
    side,
    aspect: width / height,
  };
  return { layer, spans, background, means, light, detail, drift: rememberFlow(drift(layer, options)) };
}

/** Caches the last flow of a drift, which is requested twice in a row. */
function rememberFlow(drift: Drift): Drift {
  let last: { flow: Float32Array; velocity: Float32Array } | undefined;
  return {
    ...drift,
    velocityOf(flow) {
      if (last?.flow !== flow) last = { flow, velocity: drift.velocityOf(flow) };
      return last.velocity;
    },
  };
}

/**
 * The share of a step of the predicted flow per frame: the setting `speed`, or the share that gives all moving parts
 * the requested mean speed.
 */
export function chooseSpeed(
  readings: readonly LayerReading[],
  flow: Float32Array,
  { photos: { output }, settings, side }: { photos: Photos; settings: AnimationSettings; side: number },
): number {
  const { speed, speedPercent, fps, seconds } = settings;
  if (speedPercent === undefined) return speed;
  let [way, area] = [0, 0];
  for (const { layer, drift } of readings) {
    if (layer.kind === 'drawn') continue;
    const velocity = toVelocity(drift.velocityOf(flow), side, 1);
    const { meanPixels, points } = measureSpeed(velocity, layer.area, output);
    if (meanPixels === 0) continue;
    way += meanPixels * points;
    area += points;
  }
  const wanted = pixelsPerFrame(speedPercent, { side, output, fps, seconds });
  return way > 0 ? (wanted * area) / way : speed;
}
