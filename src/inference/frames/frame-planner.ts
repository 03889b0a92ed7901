import type { Colours } from '../appearance/colours.ts';
import type { LayerMotion } from '../motion/layer-motion.ts';
import type { FramePlan } from '../renderer/renderer.ts';
import { LayerPlanner } from './layer-planner.ts';

export interface FramePlannerSetup {
  layers: readonly LayerMotion[];
  output: { width: number; height: number };
  /** Number of frames of the whole video. */
  frames: number;
  colours?: Colours;
}

/** Computes the renderer's input for a frame number: a plan for each layer, and the colours. */
export class FramePlanner {
  readonly #layers: readonly LayerPlanner[];
  readonly #colours?: Colours;

  constructor({ layers, output, frames, colours }: FramePlannerSetup) {
    this.#layers = layers.map((layer) => new LayerPlanner(layer, output, frames));
    this.#colours = colours;
  }

  /**
   * The plan of a frame, valid until the call after the next, so that a frame can be planned while the previous one is
   * rendered.
   */
  planFrame(frame: number): FramePlan {
    return {
      layers: this.#layers.map((layer) => layer.planFrame(frame)),
      colour: this.#colours?.colourAt(frame),
    };
  }

  /** The plan of a frame without motion: the photo. */
  planPhoto(): FramePlan {
    return { layers: this.#layers.map((layer) => layer.planStill()) };
  }
}
