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
import { freedomFrom } from './directed/anchors.ts';
import type { LayerMotion } from './layer-motion.ts';
import { chooseMotionCode } from './motion-code.ts';
import { type MoveContext, moveLayer, type SeenMotion } from './move-layer.ts';
import { chooseSpeed, type LayerReading, type ReadOptions, readLayer } from './read-layer.ts';

/** Side of the motion grid of drafts: what is drawn small needs none as fine as a video. */
export const draftSide = networkSize / 2;

/** A layer with its pictures and its motion. */
export interface MovingLayer extends Layer, LayerMotion {
  /** How it is seen to move. */
  seen: SeenMotion;
}

/** How a photo moves over a whole video. */
export interface Motion {
  /** Back to front; land stands in front of all. None where nothing of the photo moves. */
  layers: MovingLayer[];
  /** Mean speed over the moving area, output pixels per frame. */
  meanSpeedPixels: number;
  /** What the scene network sees in the photo; absent where the bundle has none. */
  shares?: RegionShares;
  /** Of what the settings name and the photo does not have. */
  warnings: QualityWarning[];
}

export interface MotionOptions {
  /** Of this photo and bundle, where they are kept; else the networks are asked. */
  predictions?: Predictions;
  /** Of another motion of the same photo and bundle: steps that nothing has changed for are not done again. */
  memory?: Memory;
  /** What was found of the same photo at another size: where the flow is the same, nobody looks again. */
  found?: FoundByFlow;
  /** Of the motion grid; default: {@link networkSize}. One that is smaller takes a `steady` drive. */
  side?: number;
  /** Where the pictures are that the settings name as masks, by their SHA-256. */
  pictures?: Readonly<Record<string, string>>;
  /** Stops between runs of the networks. */
  signal?: AbortSignal;
}

/** What is found of a photo, and the predicted flow by which it was found. */
export interface FoundByFlow {
  predicted: Float32Array;
  scene: FoundScene;
}

/** What of a photo moves on its own. */
interface PhotoParts {
  /** One step, on the motion grid, and how far each point of it moves by that alone. */
  flow: Float32Array;
  moving: Float32Array;
  shares?: RegionShares;
  found: FoundByFlow;
}

/** What of a photo decides how it moves, before anything does. */
interface PhotoReading extends Omit<PhotoParts, 'moving'> {
  readings: LayerReading[];
  hand: DirectedMattes;
}

/** Finds what of a photo moves on its own. */
export async function findParts(
  bundle: Bundle,
  photos: Photos,
  settings: AnimationSettings,
  { predictions = new Predictions(bundle, photos), memory = new Memory(), ...options }: MotionOptions = {},
): Promise<PhotoParts> {
  const { side = networkSize, found, signal } = options;
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
        : findMattes(photos.output, { shares, moving });
    return { flow, moving, scene };
  });
  return { flow, moving, shares, found: { predicted, scene } };
}

/**
 * Reads the layers of a photo, those that users draw among them.
 * @throws UserError INVALID_SETTINGS of an area that is drawn by hand
 */
export async function readPhoto(
  bundle: Bundle,
  photos: Photos,
  settings: AnimationSettings,
  options: MotionOptions = {},
): Promise<PhotoReading> {
  const { memory = new Memory(), side = networkSize, pictures } = options;
  const { moving, ...parts } = await findParts(bundle, photos, settings, { ...options, memory });
  const { mattes, seen, waterline } = parts.found.scene;
  const hand = await drawByHand(mattes, settings, { size: photos.output, side, pictures });
  const drawn = [hand.kept, ...Object.entries(hand.mattes).flat()];
  const readings = await memory.of('layers', [photos, moving, ...drawn], () =>
    readLayers(cutLayers(photos.output, hand.mattes, { seen, waterline, side, kept: hand.kept }), {
      photos,
      side,
      moving,
    }),
  );
  return { ...parts, readings, hand };
}

/**
 * Predicts the motion of a photo (algorithm §3), lays out how it repeats (§4), and does what the user says by hand (§11): where
 * everything would flow, which parts of the photo move as a layer each, and what ways their points take.
 * @throws UserError INVALID_SETTINGS of an area that is drawn by hand
 */
export async function predictMotion(
  bundle: Bundle,
  photos: Photos,
  settings: AnimationSettings,
  { predictions = new Predictions(bundle, photos), ...options }: MotionOptions = {},
): Promise<Motion> {
  const { side = networkSize, signal } = options;
  const read = await readPhoto(bundle, photos, settings, { ...options, predictions });
  const { flow, readings, hand, shares } = read;
  const context: MoveContext = {
    photos,
    settings,
    side,
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

/** The flows of all codes that regions move by. */
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
