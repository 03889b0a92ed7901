import type { ColourTransferForm, ColourTransferMap, FrameColour } from '../renderer/renderer.ts';
import type { Colours } from './colours.ts';

export interface ColourTimelineSetup {
  form: ColourTransferForm;
  /** In order; at least one. */
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
  /** Two alternating buffers: one frame is rendered while the next is planned. */
  readonly #now: [ColourTransferMap, ColourTransferMap];
  #calls = 0;

  constructor({ form, keyMaps, positionAt, start = 'frame-0' }: ColourTimelineSetup) {
    this.form = form;
    this.#keyMaps = keyMaps;
    this.#positionAt = positionAt;
    const { length } = keyMaps[0].gain;
    this.side = Math.sqrt(length / 3);
    const emptyMap = () => ({ gain: new Float32Array(length), bias: new Float32Array(length) });
    this.#now = [emptyMap(), emptyMap()];
    if (start === 'frame-0') this.#start = this.#blendInto(emptyMap(), positionAt(0));
  }

  colourAt(frame: number): FrameColour {
    const now = this.#blendInto(this.#now[this.#calls++ % 2], this.#positionAt(frame));
    return { now, start: this.#start };
  }

  /** Catmull-Rom spline through the key maps, with continuous velocity. */
  #blendInto(target: ColourTransferMap, position: number): ColourTransferMap {
    const last = this.#keyMaps.length - 1;
    const before = Math.max(0, Math.min(Math.floor(position), last - 1));
    const share = position - before;
    const [w0, w1, w2, w3] = catmullRom(share);
    const key = (index: number) => this.#keyMaps[Math.max(0, Math.min(index, last))];
    const neighbours = [key(before - 1), key(before), key(before + 1), key(before + 2)] as const;
    for (const channel of ['gain', 'bias'] as const) {
      const [k0, k1, k2, k3] = neighbours.map((map) => map[channel]);
      const out = target[channel];
      for (let i = 0; i < out.length; i++) out[i] = w0 * k0[i] + w1 * k1[i] + w2 * k2[i] + w3 * k3[i];
    }
    return target;
  }
}

function catmullRom(t: number): [number, number, number, number] {
  const t2 = t * t;
  const t3 = t2 * t;
  return [(-t + 2 * t2 - t3) / 2, (2 - 5 * t2 + 3 * t3) / 2, (t + 4 * t2 - 3 * t3) / 2, (t3 - t2) / 2];
}
