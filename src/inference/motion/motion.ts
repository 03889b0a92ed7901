import { resizePhoto } from '../../photo/decode.ts';
import type { Bundle } from '../bundle/bundle.ts';
import { interleave, toNetworkImage } from '../bundle/network-image.ts';
import { networkSize } from '../bundle/schema.ts';
import { localMean } from '../grids/local-mean.ts';
import { findSeenSpans } from '../grids/seen-spans.ts';
import { type Layer, splitLayers } from '../layers/layers.ts';
import { movingArea } from '../layers/moving-mask.ts';
import type { RegionShares } from '../layers/regions.ts';
import type { Photos } from '../photos.ts';
import { findRegions } from '../scene.ts';
import { type AnimationSettings, countFrames } from '../settings.ts';
import { preferAgreement } from './agreement.ts';
import { bearableBudget, unstretchedBudget } from './budget.ts';
import { drift, surelyInside } from './drift.ts';
import type { LayerMotion } from './layer-motion.ts';
import { fitLight, withoutLight } from './light.ts';
import { type LoopPlan, planLoop } from './loop.ts';
import { chooseMotionCode } from './motion-code.ts';
import { movedPicture } from './moved-picture.ts';
import { Ripples } from './ripples.ts';
import { measureSpeed } from './speed.ts';
import { switchTimes } from './switching.ts';
import { type MotionTrajectories, traceRecurrent, traceSteady } from './trajectory.ts';
import { toVelocity } from './velocity.ts';

/** Standard deviation of the local mean's blur, as a share of the width (algorithm §4). */
const localMeanSigma = 0.02;

/** A layer with its pictures and its motion. */
export interface MovingLayer extends Layer, LayerMotion {}

/** How a photo moves over a whole video. */
export interface Motion {
  /** Back to front; land stands in front of all. None where nothing of the photo moves. */
  layers: MovingLayer[];
  /** Mean speed over the moving area, output pixels per frame. */
  meanSpeedPixels: number;
  /** What the scene network sees in the photo; absent where the bundle has none. */
  shares?: RegionShares;
}

/**
 * Predicts the motion of a photo (algorithm §3) and lays out how it repeats (§4): where everything would flow, which parts of
 * the photo move as a layer each, and what ways their points take.
 * `signal` stops between runs of the networks.
 */
export async function predictMotion(
  bundle: Bundle,
  photos: Photos,
  settings: AnimationSettings,
  signal?: AbortSignal,
): Promise<Motion> {
  const code = chooseMotionCode(settings.motion, bundle.codebook.motion, settings.seed);
  const predictFlow = async (image: Float32Array) => {
    signal?.throwIfAborted();
    return bundle.predictFlow(image, code);
  };
  const flow = await predictFlow(photos.forPredictors);
  const moving = movingArea(flow, networkSize);
  const predictScene =
    bundle.predictScene &&
    ((view: Float32Array) => {
      signal?.throwIfAborted();
      return bundle.predictScene?.(view) as Promise<Float32Array>;
    });
  const shares = predictScene && (await findRegions(predictScene, photos.forScene));
  const layers = splitLayers(photos.output, { shares, moving });
  const moved: MovingLayer[] = [];
  const speeds: { pixels: number; area: number }[] = [];
  for (const [index, layer] of layers.entries()) {
    const { motion, speed } = await moveLayer(layer, index, { photos, settings, flow, moving, predictFlow });
    moved.push({ ...layer, ...motion });
    speeds.push(speed);
  }
  const area = speeds.reduce((sum, speed) => sum + speed.area, 0);
  const way = speeds.reduce((sum, speed) => sum + speed.pixels * speed.area, 0);
  return { layers: moved, meanSpeedPixels: area > 0 ? way / area : 0, shares };
}

interface MoveContext {
  photos: Photos;
  settings: AnimationSettings;
  /** Of the photo, one step. */
  flow: Float32Array;
  moving: Float32Array;
  predictFlow: (image: Float32Array) => Promise<Float32Array>;
}

async function moveLayer(layer: Layer, index: number, context: MoveContext) {
  const { photos, settings, flow, moving } = context;
  const { width, height } = photos.output;
  const frames = countFrames(settings);
  const seed = (settings.seed ?? 0) * 16 + index;
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
  const { velocityOf, pacing } = drift(layer, {
    moving,
    colours: interleave(photos.forPredictors, 3),
    detail,
    side: networkSize,
    aspect: width / height,
  });
  const natural = toVelocity(velocityOf(flow), networkSize, settings.speed);
  const speed = measureSpeed(natural, layer.area, photos.output);
  const moved = { velocity: natural, area: layer.area, fastShare: speed.fastShare };
  const unstretched = layer.kind === 'water' ? unstretchedBudget(pacing.budget, moved) : pacing.budget;
  const budget = bearableBudget(unstretched, { ...moved, localMean: detail });
  const { loop, pace } = planLoop({
    mode: settings.loop,
    frames,
    fps: settings.fps,
    speed: speed.fastShare,
    budget: settings.loop === 'symmetric' ? budget : unstretched,
    mostSlowdown: pacing.mostSlowdown,
  });
  const trajectories = await trace(layer, { ...context, background, loop, pace, spans, velocityOf, natural });
  const times = switchTimes(networkSize, width / height, seed);
  const motion: LayerMotion = {
    loop,
    trajectories,
    switchTimes: preferAgreement(times, networkSize, { loop, trajectories, localMean: detail }),
    ripples:
      layer.kind === 'water' && settings.ripples > 0
        ? new Ripples({
            side: networkSize,
            spans,
            output: photos.output,
            seconds: settings.seconds,
            strength: settings.ripples,
            seed,
          })
        : undefined,
    localMean: means,
    light,
    spans,
  };
  return { motion, speed: { pixels: speed.meanPixels * pace, area: speed.points } };
}

interface TraceContext extends MoveContext {
  /** The layer's background as the networks see it, interleaved. */
  background: Float32Array;
  loop: LoopPlan;
  pace: number;
  spans: LayerMotion['spans'];
  velocityOf: (flow: Float32Array) => Float32Array;
  natural: Float32Array;
}

async function trace(layer: Layer, context: TraceContext): Promise<MotionTrajectories> {
  const { photos, settings, background, loop, pace, spans, velocityOf, natural, predictFlow } = context;
  const options = { side: networkSize, durationFrames: loop.reachFrames };
  if (settings.drive === 'steady')
    return traceSteady(
      natural.map((value) => value * pace),
      options,
      spans,
    );
  const scene = { photo: photos.forPredictors, background, share: layer.area };
  return traceRecurrent(async (displacement) => {
    const flow = await predictFlow(movedPicture(scene, displacement, networkSize));
    return toVelocity(velocityOf(flow), networkSize, settings.speed * pace);
  }, options);
}
