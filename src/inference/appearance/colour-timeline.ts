import { mixMaps } from '../renderer/mix-maps.ts';
import type {
  ColourTransferForm,
  ColourTransferMap,
  FrameColour,
  WeightedMap,
} from '../renderer/renderer.ts';
import type { Colours } from './colours.ts';

export interface ColourTimelineSetup {
  form: ColourTransferForm;
  /** In order; at least one. Their numbers must not change later. */
  keyMaps: readonly ColourTransferMap[];
  /** Position of a frame among the key maps, 0 … keyMaps.length − 1; fractions interpolate between both neighbours. */
  positionAt(frame: number): number;
  /** Maps that give the photo's own colours: those of frame 0, the default, or the identity. */
  start?: 'frame-0' | 'identity';
}

/** Colours that change over a video: key maps and interpolation between them. */
export class ColourTimeline implements Colours {
  readonly form: ColourTransferForm;
  readonly side: number;
  readonly #keyMaps: readonly ColourTransferMap[];
  readonly #positionAt: (frame: number) => number;
  readonly #start?: ColourTransferMap;

  constructor({ form, keyMaps, positionAt, start = 'frame-0' }: ColourTimelineSetup) {
    this.form = form;
    this.#keyMaps = keyMaps;
    this.#positionAt = positionAt;
    this.side = Math.sqrt(keyMaps[0].gain.length / 3);
    if (start === 'frame-0') this.#start = mixMaps(this.#mapsAt(positionAt(0)));
  }

  colourAt(frame: number): FrameColour {
    return { now: this.#mapsAt(this.#positionAt(frame)), start: this.#start };
  }

  /** Catmull-Rom spline through the key maps, with continuous velocity. Each map is listed once. */
  #mapsAt(position: number): WeightedMap[] {
    const last = this.#keyMaps.length - 1;
    const before = Math.max(0, Math.min(Math.floor(position), last - 1));
    const weights = new Map<ColourTransferMap, number>();
    for (const [i, weight] of catmullRom(position - before).entries()) {
      const map = this.#keyMaps[Math.max(0, Math.min(before - 1 + i, last))];
      weights.set(map, (weights.get(map) ?? 0) + weight);
    }
    const all = [...weights].map(([map, weight]) => ({ map, weight }));
    return all.filter(({ weight }) => weight !== 0);
  }
}

function catmullRom(t: number): [number, number, number, number] {
  const t2 = t * t;
  const t3 = t2 * t;
  return [(-t + 2 * t2 - t3) / 2, (2 - 5 * t2 + 3 * t3) / 2, (t + 4 * t2 - 3 * t3) / 2, (t3 - t2) / 2];
}
