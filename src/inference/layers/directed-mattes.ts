import type { Area, DrawnLike, FoundRegion, Freeze, Region } from '../controls/schema.ts';
import { shrinkPlane } from '../grids/shrink.ts';
import { type LayerKind, type LayerMattes, layerKinds } from './kinds.ts';

/** The part of the layers that a region of the settings applies to. */
export interface Reach {
  region: Region;
  /** Its index in the settings. */
  index: number;
  /** Absent: all layers. */
  kind?: LayerKind;
  /** Share of the region at each point of the motion grid, 0 … 1; absent if it is the whole layer. */
  share?: Float32Array;
}

export interface DirectedMattes {
  mattes: LayerMattes;
  /** In the order of the settings. */
  reaches: Reach[];
  /** Named regions that are not in the picture: the path in the settings, and the region. */
  missing: { path: string; region: FoundRegion }[];
}

export interface DirectOptions {
  regions: readonly Region[];
  freeze: readonly Freeze[];
  /** Draws an area at the picture's size, 0 … 255. */
  draw(area: Area, feather: number, path: readonly string[]): Promise<Uint8Array>;
  size: { width: number; height: number };
  /** Side of the motion grid. */
  side: number;
}

/**
 * Applies the user's areas to the mattes (algorithm §11): drawn areas join the layers of their kind, drawn land becomes
 * a layer, and frozen areas are removed from all layers.
 * @throws UserError INVALID_SETTINGS of an area
 */
export async function directMattes(found: LayerMattes, options: DirectOptions): Promise<DirectedMattes> {
  const mattes = Object.fromEntries(Object.entries(found).map(([kind, matte]) => [kind, matte.slice()]));
  const hand = new Hand(mattes, options);
  const { regions, freeze } = options;
  // The meaning of a region's name is only known after all areas have joined.
  for (const [index, region] of regions.entries()) if (region.as) await hand.join(region, index);
  for (const [index, region] of regions.entries()) if (!region.as) await hand.take(region, index);
  for (const [index, { area, feather }] of freeze.entries()) await hand.freeze(area, feather, index);
  return hand.result();
}

class Hand {
  readonly #mattes: LayerMattes;
  readonly #options: DirectOptions;
  readonly #reaches: Reach[] = [];
  readonly #missing: DirectedMattes['missing'] = [];

  constructor(mattes: LayerMattes, options: DirectOptions) {
    this.#mattes = mattes;
    this.#options = options;
  }

  /** Adds the area to the layer of its kind, and removes it from all others. */
  async join(region: Region, index: number): Promise<void> {
    const path = ['regions', String(index), 'area'];
    const kind = this.#kindOf(region.as as DrawnLike);
    const area = await this.#lift(region, path);
    if (!area) return;
    this.#add(kind, area);
    if (saysNothingOfMotion(region)) return;
    this.#reaches.push({ region, index, kind, share: this.#shrink(area) });
  }

  /** The detected layers in the area follow the region's motion; land there becomes part of the layer `drawn`. */
  async take(region: Region, index: number): Promise<void> {
    const path = ['regions', String(index), 'area'];
    const named = region.area.region;
    // Swaying things move with their outline, so all of the area sways, including sky between twigs.
    if (region.motion.kind === 'SWAY') {
      const area = await this.#lift(region, path);
      if (!area) return;
      this.#add('drawn', area);
      this.#reaches.push({ region, index, kind: 'drawn', share: this.#shrink(area) });
    } else if (named === 'LAND') {
      this.#takeLand(region, this.#land());
      this.#reaches.push({ region, index, kind: 'drawn' });
    } else if (named) {
      if (this.#named(named, path)) this.#reaches.push({ region, index, kind: this.#kindOf(named) });
    } else {
      const area = await this.#options.draw(region.area, region.feather, path);
      this.#takeLand(region, area);
      this.#reaches.push({ region, index, share: this.#shrink(area) });
    }
  }

  /** The land in an area moves from now on, unless the region is static. */
  #takeLand({ area: { region: named }, motion }: Region, area: Uint8Array): void {
    // All land, soft edges included, or the part that is drawn.
    if (named) delete this.#mattes.drawn;
    else if (this.#mattes.drawn) lower(this.#mattes.drawn, area);
    if (motion.kind === 'STILL') return;
    const land = named ? undefined : this.#land();
    const part = land ? area.map((value, i) => Math.floor((value * land[i]) / 255)) : area;
    this.#add('drawn', part);
  }

  /** Removes an area from all layers. @returns it; undefined if it names a region that is not there */
  async #lift({ area, feather }: Region, path: readonly string[]): Promise<Uint8Array | undefined> {
    if (!area.region) {
      const drawn = await this.#options.draw(area, feather, path);
      this.#takeAway(drawn);
      return drawn;
    }
    const matte = this.#named(area.region, path);
    // As a whole, soft edges included.
    delete this.#mattes[area.region === 'LAND' ? 'drawn' : this.#kindOf(area.region)];
    return matte;
  }

  async freeze(area: Area, feather: number, index: number): Promise<void> {
    const path = ['freeze', String(index), 'area'];
    if (!area.region) return this.#takeAway(await this.#options.draw(area, feather, path));
    // A named region is used as a whole, with its soft edges.
    const kind = area.region === 'LAND' ? 'drawn' : this.#kindOf(area.region);
    if (!this.#mattes[kind] && kind !== 'drawn')
      this.#missing.push({ path: path.join('.'), region: area.region });
    delete this.#mattes[kind];
  }

  result(): DirectedMattes {
    for (const kind of layerKinds)
      if (this.#mattes[kind]?.every((value) => value === 0)) delete this.#mattes[kind];
    return {
      mattes: this.#mattes,
      reaches: this.#reaches.toSorted((a, b) => a.index - b.index),
      missing: this.#missing,
    };
  }

  /** Bundles without regions have one layer, which represents all of them. */
  #kindOf(region: DrawnLike): LayerKind {
    return this.#mattes.any ? 'any' : kinds[region];
  }

  #named(region: FoundRegion, path: readonly string[]): Uint8Array | undefined {
    if (region === 'LAND') return this.#land();
    const matte = this.#mattes[this.#kindOf(region)];
    if (!matte) this.#missing.push({ path: path.join('.'), region });
    return matte?.slice();
  }

  /** The area of no detected or joined layer. */
  #land(): Uint8Array {
    const { width, height } = this.#options.size;
    const land = new Uint8Array(width * height).fill(255);
    for (const kind of layerKinds) {
      const matte = kind !== 'drawn' && this.#mattes[kind];
      if (matte) for (let i = 0; i < land.length; i++) land[i] -= matte[i];
    }
    return land;
  }

  #takeAway(area: Uint8Array): void {
    for (const matte of Object.values(this.#mattes)) lower(matte, area);
  }

  #add(kind: LayerKind, part: Uint8Array): void {
    const { width, height } = this.#options.size;
    this.#mattes[kind] ??= new Uint8Array(width * height);
    const matte = this.#mattes[kind];
    for (let i = 0; i < matte.length; i++) matte[i] += part[i];
  }

  #shrink(area: Uint8Array): Float32Array {
    const { size, side } = this.#options;
    return shrinkPlane(area, size.width, size.height, side);
  }
}

const kinds = { SKY: 'sky', WATER: 'water', MIST: 'mist' } as const;

function lower(matte: Uint8Array, area: Uint8Array): void {
  for (let i = 0; i < matte.length; i++)
    if (area[i] > 0) matte[i] = Math.floor((matte[i] * (255 - area[i])) / 255);
}

/** An area that joins a layer without own motion moves like that layer. */
function saysNothingOfMotion({ motion, speedPercent, strength, periodSeconds }: Region): boolean {
  const given = [speedPercent, strength, periodSeconds].some((value) => value !== undefined);
  return motion.kind === 'PREDICTED' && !given;
}
