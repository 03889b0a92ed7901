import type { Bundle } from '../bundle/bundle.ts';
import { networkSize } from '../bundle/schema.ts';
import { shrinkGrid } from '../grids/shrink.ts';
import type { QualityWarning } from '../job.ts';
import type { LatentCode } from '../latent-code.ts';
import { drawByHand } from '../layers/by-hand.ts';
import type { DirectedMattes } from '../layers/directed-mattes.ts';
import { type FoundScene, sceneAtSize } from '../layers/found-scene.ts';
import { cutLayers, findMattes, type Layer } from '../layers/layers.ts';
import { movingArea } from '../layers/moving-mask.ts';
import type { RegionShares } from '../layers/regions.ts';
import { Memory } from '../memory.ts';
import type { Photos } from '../photos.ts';
import { Predictions } from '../predictions.ts';
import type { AnimationSettings } from '../settings.ts';
import type { Steps } from '../threads/steps.ts';
import { freedomFrom } from './directed/anchors.ts';
import type { LayerMotion } from './layer-motion.ts';
import { chooseMotionCode } from './motion-code.ts';
import { type MoveContext, moveLayer, type SeenMotion } from './move-layer.ts';
import { chooseSpeed, type LayerReading, type ReadOptions, readLayer } from './read-layer.ts';

/** Side of the motion grid for drafts: small pictures need no grid as fine as that of a video. */
export const draftSide = networkSize / 2;

/** A layer with its pictures and its motion. */
export interface MovingLayer extends Layer, LayerMotion {
  /** Its visible motion. */
  seen: SeenMotion;
}

/** The motion of a photo over a whole video. */
export interface Motion {
  /** Back to front, with land in front of all. Empty if nothing in the photo moves. */
  layers: MovingLayer[];
  /** Mean speed over the moving area, output pixels per frame. */
  meanSpeedPixels: number;
  /** Shares from the scene network; absent if the bundle has no scene network. */
  shares?: RegionShares;
  /** Warnings about regions that the settings name but the photo does not have. */
  warnings: QualityWarning[];
}

export interface MotionOptions {
  /** Cached predictions for this photo and bundle; default: the networks are run. */
  predictions?: Predictions;
  /** Results from another motion of the same photo and bundle: steps whose inputs have not changed are skipped. */
  memory?: Memory;
  /** What was found in the same photo at another size; reused if the predicted flow is the same. */
  found?: FoundByFlow;
  /** Side of the motion grid; default: {@link networkSize}. A smaller one requires a `steady` drive. */
  side?: number;
  /** Paths of the pictures that the settings name as masks, by their SHA-256. */
  pictures?: Readonly<Record<string, string>>;
  /** Aborts between runs of the networks. */
  signal?: AbortSignal;
  /** Runs steps that do not need each other's results; default: here, one after another. */
  steps?: Steps;
}

/** What was found in a photo, and the predicted flow from which it was found. */
export interface FoundByFlow {
  predicted: Float32Array;
  scene: FoundScene;
}

/** The parts of a photo that move on their own. */
interface PhotoParts {
  /** Predicted backward flow of one step on the motion grid, (x, y) interleaved, normalised units. */
  flow: Float32Array;
  /** How far each point of that grid moves by the flow alone, 0 … 1. */
  moving: Float32Array;
  shares?: RegionShares;
  found: FoundByFlow;
}

/** Properties of a photo that determine its motion. */
interface PhotoReading extends Omit<PhotoParts, 'moving'> {
  readings: LayerReading[];
  hand: DirectedMattes;
}

/**
 * Finds the parts of a photo that move on their own: predicts its flow and regions, and draws the mattes of its layers.
 * Steps whose inputs have not changed are taken from the options.
 *
 * @throws the abort reason if `signal` is aborted between runs of the networks
 */
export async function findParts(
  bundle: Bundle,
  photos: Photos,
  settings: AnimationSettings,
  { predictions = new Predictions(bundle, photos), memory = new Memory(), ...options }: MotionOptions = {},
): Promise<PhotoParts> {
  const { side = networkSize, found, steps, signal } = options;
  const code = chooseMotionCode(settings.motion, bundle.codebook.motion, settings.seed);
  const predicted = await predictions.flow(code, signal);
  const shares = await predictions.shares(signal);
  const parts = [photos, predicted, shares, side];
  const { flow, moving, scene } = await memory.of('mattes', parts, async () => {
    const flow = shrinkGrid(predicted, 2, side);
    const moving = movingArea(flow, side);
    const scene =
      found?.predicted === predicted
        ? await sceneAtSize(found.scene, photos.output)
        : await findMattes(photos.output, { shares, moving, steps });
    return { flow, moving, scene };
  });
  return { flow, moving, shares, found: { predicted, scene } };
}

/**
 * Cuts a photo into its layers, including those the user draws, and measures what determines their motion.
 *
 * @throws UserError INVALID_SETTINGS if an area that the user draws is invalid
 */
export async function readPhoto(
  bundle: Bundle,
  photos: Photos,
  settings: AnimationSettings,
  options: MotionOptions = {},
): Promise<PhotoReading> {
  const { memory = new Memory(), side = networkSize, pictures, steps } = options;
  const { moving, ...parts } = await findParts(bundle, photos, settings, { ...options, memory });
  const { mattes, seen, waterline } = parts.found.scene;
  const hand = await drawByHand(mattes, settings, { size: photos.output, side, pictures });
  const drawn = [hand.kept, ...Object.entries(hand.mattes).flat()];
  const readings = await memory.of('layers', [photos, moving, ...drawn], async () => {
    const cut = { seen, waterline, side, kept: hand.kept, steps };
    return readLayers(await cutLayers(photos.output, hand.mattes, cut), { photos, side, moving });
  });
  return { ...parts, readings, hand };
}

/**
 * Predicts the motion of a photo: its flow, its layers and their trajectories (algorithm §3), their loops (§4), and the
 * user's changes to all of these (§11).
 *
 * @throws UserError INVALID_SETTINGS if an area that the user draws is invalid
 */
export async function predictMotion(
  bundle: Bundle,
  photos: Photos,
  settings: AnimationSettings,
  { predictions = new Predictions(bundle, photos), ...options }: MotionOptions = {},
): Promise<Motion> {
  const { side = networkSize, steps, signal } = options;
  const read = await readPhoto(bundle, photos, settings, { ...options, predictions });
  const { flow, readings, hand, shares } = read;
  const context: MoveContext = {
    photos,
    settings,
    side,
    steps,
    flow,
    speed: chooseSpeed(readings, flow, { photos, settings, side }),
    reaches: hand.reaches,
    flows: await flowsOfCodes(hand.reaches, async (wanted) =>
      shrinkGrid(await predictions.flow(wanted, signal), 2, side),
    ),
    anchored: settings.anchors?.length
      ? freedomFrom(settings.anchors, gridOf(photos, settings, side))
      : undefined,
    async predictFlow(image) {
      signal?.throwIfAborted();
      const code = chooseMotionCode(settings.motion, bundle.codebook.motion, settings.seed);
      return bundle.predictFlow(image, code);
    },
  };
  return { ...(await moveLayers(readings, context)), shares, warnings: warnOf(hand.missing) };
}

async function readLayers(layers: readonly Layer[], options: ReadOptions): Promise<LayerReading[]> {
  const readings: LayerReading[] = [];
  for (const layer of layers) readings.push(await readLayer(layer, options));
  return readings;
}

async function moveLayers(readings: readonly LayerReading[], context: MoveContext) {
  const layers: MovingLayer[] = [];
  let [area, way] = [0, 0];
  for (const [index, reading] of readings.entries()) {
    const { motion, speed, seen } = await moveLayer(reading, index, context);
    layers.push({ ...reading.layer, ...motion, seen });
    area += speed.area;
    way += speed.pixels * speed.area;
  }
  return { layers, meanSpeedPixels: area > 0 ? way / area : 0 };
}

/** Predicts the flow of every latent code that a region uses. */
async function flowsOfCodes(
  reaches: DirectedMattes['reaches'],
  predict: (code: LatentCode) => Promise<Float32Array>,
): Promise<MoveContext['flows']> {
  const flows = new Map<LatentCode, Float32Array>();
  for (const { region } of reaches)
    if (region.motion.code) flows.set(region.motion.code, await predict(region.motion.code));
  return flows;
}

function gridOf({ output }: Photos, { fps, seconds }: AnimationSettings, side: number) {
  return { side, output, fps, seconds };
}

function warnOf(missing: DirectedMattes['missing']): QualityWarning[] {
  return missing.map(({ path, region }) => ({
    code: 'REGION_NOT_FOUND',
    message: `No ${region.toLowerCase()} was found in this photo, so ${path} has no part in the video; draw the area instead.`,
  }));
}
