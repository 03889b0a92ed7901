import { type ColourTransferMap, type FrameColour, maxMixedMaps } from '../renderer.ts';
import type { SharedMemory } from './kernel.ts';
import type { MemoryLayout } from './memory.ts';

/**
 * The colour maps in the memory that the threads share. Maps never change, and neighbouring frames are mixed of the
 * same ones, so each is copied when it is first needed.
 */
export class ColourSlots {
  readonly #floats: Float32Array;
  readonly #layout: MemoryLayout;
  readonly #maps: (ColourTransferMap | undefined)[] = new Array(maxMixedMaps).fill(undefined);
  #start?: ColourTransferMap;
  #shown?: FrameColour;

  constructor(memory: SharedMemory, layout: MemoryLayout) {
    this.#floats = new Float32Array(memory.buffer);
    this.#layout = layout;
  }

  /**
   * Copies the maps of a frame that are not there yet.
   * @returns the weight of each slot, and whether the colours are those of the previous frame
   */
  place(colour: FrameColour | undefined): { weights: number[]; isSame: boolean } {
    const isSame = areEqual(this.#shown, colour);
    this.#shown = colour;
    const weights = new Array<number>(maxMixedMaps).fill(0);
    if (!colour) return { weights, isSame };
    const wanted = colour.now.map(({ map }) => map);
    for (const { map, weight } of colour.now) weights[this.#slotOf(map, wanted)] = weight;
    const { start } = colour;
    if (start && start !== this.#start) this.#copy(start, this.#layout.startGain, this.#layout.startBias);
    this.#start = start ?? this.#start;
    return { weights, isSame };
  }

  /** The slot that holds the map; a new one replaces a map that the frame does not need. */
  #slotOf(map: ColourTransferMap, wanted: readonly ColourTransferMap[]): number {
    const known = this.#maps.indexOf(map);
    if (known >= 0) return known;
    const free = this.#maps.findIndex((old) => old === undefined || !wanted.includes(old));
    this.#maps[free] = map;
    const { gain, bias } = this.#layout.maps[free];
    this.#copy(map, gain, bias);
    return free;
  }

  #copy(map: ColourTransferMap, gain: number, bias: number): void {
    this.#floats.set(map.gain, gain / 4);
    this.#floats.set(map.bias, bias / 4);
  }
}

function areEqual(one: FrameColour | undefined, other: FrameColour | undefined): boolean {
  if (!one || !other) return one === other;
  if (one.start !== other.start || one.now.length !== other.now.length) return false;
  return one.now.every(({ map, weight }, i) => map === other.now[i].map && weight === other.now[i].weight);
}
