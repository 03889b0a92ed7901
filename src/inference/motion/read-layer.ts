import { resizePhoto } from '../../photo/decode.ts';
import { interleave, toNetworkImage } from '../bundle/network-image.ts';
import { networkSize } from '../bundle/schema.ts';
import { localMean } from '../grids/local-mean.ts';
import { findSeenSpans, type SeenSpans } from '../grids/seen-spans.ts';
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

/** What of a layer decides how it moves. */
export interface LayerReading {
  layer: Layer;
  spans: SeenSpans;
  /** The layer's background as the networks see it, interleaved. */
  background: Float32Array;
  /** Its local means, in 0…255. */
  means: Float32Array;
  light?: Light;
  /** The means without the light: what is seen to move. */
  detail: Float32Array;
  drift: Drift;
}

export async function readLayer(
  layer: Layer,
  { photos, moving }: { photos: Photos; moving: Float32Array },
): Promise<LayerReading> {
  const { width, height } = photos.output;
  const spans = findSeenSpans(layer.mask, width, height, networkSize);
  const small = toNetworkImage(await resizePhoto(layer.background, networkSize, networkSize));
  const background = interleave(small, 3);
  const sigma = localMeanSigma * (networkSize - 1);
  const means = localMean(
    background.map((value) => (value + 1) * 127.5),
    networkSize,
    { x: sigma, y: (sigma * width) / height },
  );
  const light = layer.kind === 'any' ? undefined : fitLight(means, surelyInside(layer.area), networkSize);
  const detail = light ? withoutLight(means, light, networkSize) : means;
  const options = {
    moving,
    colours: interleave(photos.forPredictors, 3),
    detail,
    side: networkSize,
    aspect: width / height,
  };
  return { layer, spans, background, means, light, detail, drift: drift(layer, options) };
}

/**
 * How much of a step of the predicted flow a frame moves on by: the setting, or what makes the mean speed of all that is predicted to
 * move the wanted one.
 */
export function chooseSpeed(
  readings: readonly LayerReading[],
  flow: Float32Array,
  { photos: { output }, settings }: { photos: Photos; settings: AnimationSettings },
): number {
  const { speed, speedPercent, fps, seconds } = settings;
  if (speedPercent === undefined) return speed;
  let [way, area] = [0, 0];
  for (const { layer, drift } of readings) {
    if (layer.kind === 'drawn') continue;
    const velocity = toVelocity(drift.velocityOf(flow), networkSize, 1);
    const { meanPixels, points } = measureSpeed(velocity, layer.area, output);
    if (meanPixels === 0) continue;
    way += meanPixels * points;
    area += points;
  }
  const wanted = pixelsPerFrame(speedPercent, { side: networkSize, output, fps, seconds });
  return way > 0 ? (wanted * area) / way : speed;
}
