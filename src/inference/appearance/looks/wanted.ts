import { type Lab, type Look, type RegionColours, skyHeights } from '../../look.ts';
import { belowSky } from './below-sky.ts';
import type { PictureRegions } from './picture-regions.ts';
import { mapRegion } from './region-map.ts';
import { areaOf, coloursOf, heightOf, heightProfile, rowsOf, subtract } from './statistics.ts';
import { keepSun } from './sun.ts';

/**
 * How far land is moved towards a look; it keeps some of its own colour. Of its own lightness it keeps less, the darker
 * the look: with a tenth of the daylight, grass would outshine the night sky.
 */
const landStrength = 0.85;
/** How strongly a sky takes on the look's colour gradient over height. */
const heightStrength = 0.85;
/**
 * Mean lightness of a sky below which it follows the look's lightness over height less: a night sky shows few shapes,
 * and a strong gradient would hide them.
 */
const darkSky = 45;
/** Distance of mean chroma up to which two lights of a region count as alike. */
const likeChroma = 18;
/** Haze that covers less of a picture than this is part of its sky. */
const leastMist = 0.04;
/** Mist that covers less of a picture without a sky is spray. */
const mostSpray = 0.15;
/** Regions smaller than this share of the picture have no separate statistics and follow land. */
const leastArea = 0.003;

/** A part of a picture with its target colours. */
export interface LitRegion {
  /** How much of each point is of the region. */
  share: Float32Array;
  /** Target colours there, planar Lab; undefined elsewhere. */
  lab: Float32Array;
  /** Whether its content drifts through the map from far away: a sky. */
  drifts?: boolean;
}

/**
 * A picture's regions in the light of a look: the colours of each are mapped to those of the look's region, and the
 * sky's colours vary with height as in the look.
 * @param lab planar, on the grid of `regions`
 * @param look null for the photo's own light
 * @param strength 0 (the picture as it is) … 1
 */
export function lightLike(
  lab: Float32Array,
  regions: PictureRegions,
  look: Look | null,
  strength: number,
): LitRegion[] {
  if (!look) return partsOf(regions, anyLook).map(({ share }) => ({ share, lab }));
  return partsOf(regions, look).map(({ share, like, amount, below }) => {
    const own = coloursOf(lab, share);
    const wanted = below
      ? belowSky(below.region, like.colours, own, { own: coloursOf(lab, below.share), target: below.colours })
      : like.colours;
    const moved = mapRegion(lab, share, own, wanted);
    if (like.heights) {
      followHeights(moved, share, regions.side, like.colours.mean, like.heights);
      keepSun(moved, lab, share, regions.side);
    }
    const [ofLightness, ofChroma] = [strength * amountOfLightness(amount, own, wanted), strength * amount];
    const target = goFrom(lab, moved, ofLightness, ofChroma);
    return { share, lab: target, drifts: like.heights !== undefined };
  });
}

function amountOfLightness(amount: number, own: RegionColours, wanted: RegionColours): number {
  return 1 - (1 - amount) * Math.min(1, wanted.mean[0] / Math.max(1, own.mean[0]));
}

/** Moves `moved` back towards the colours that it comes from; amounts of 1 leave it as it is. */
function goFrom(lab: Float32Array, moved: Float32Array, ofLightness: number, ofChroma: number): Float32Array {
  const points = lab.length / 3;
  if (ofLightness === 1 && ofChroma === 1) return moved;
  for (let i = 0; i < points; i++) moved[i] = lab[i] + ofLightness * (moved[i] - lab[i]);
  for (let i = points; i < moved.length; i++) moved[i] = lab[i] + ofChroma * (moved[i] - lab[i]);
  return moved;
}

/** Whether the hues of two lights in a region differ so much that interpolating their maps gives another hue. */
export function areUnlike(one: readonly LitRegion[], other: readonly LitRegion[]): boolean {
  return one.some(({ share, lab }, region) => {
    const points = share.length;
    let [sum, a, b] = [1e-9, 0, 0];
    for (let i = 0; i < points; i++) {
      if (share[i] === 0) continue;
      sum += share[i];
      a += share[i] * (other[region].lab[points + i] - lab[points + i]);
      b += share[i] * (other[region].lab[2 * points + i] - lab[2 * points + i]);
    }
    return Math.hypot(a, b) / sum > likeChroma;
  });
}

/** The light between two lights of a picture. */
export function halfWay(one: readonly LitRegion[], other: readonly LitRegion[]): LitRegion[] {
  return one.map(({ share, lab }, region) => {
    const middle = new Float32Array(lab.length);
    for (let i = 0; i < middle.length; i++) middle[i] = (lab[i] + other[region].lab[i]) / 2;
    return { share, lab: middle };
  });
}

/** The parts of a picture do not depend on the look. */
const anyLook: Look = {};

interface Part {
  share: Float32Array;
  like: { colours: RegionColours; heights?: readonly Lab[] };
  amount: number;
  /** The sky above land or water, if both the picture and the look have one. */
  below?: { region: 'land' | 'water'; share: Float32Array; colours: RegionColours };
}

/** Which region of a picture is mapped to which of a look; if the look lacks it, to the most similar one. */
function partsOf({ sky, land, water, mist }: PictureRegions, look: Look): Part[] {
  const [ofSky, ofLand, ofWater] = [look.sky, look.land, look.water];
  const first = (...choices: (RegionColours | undefined)[]) => choices.find(Boolean) as RegionColours;
  const solid = land.slice();
  const isHaze = areaOf(mist) < leastMist && areaOf(sky) >= leastArea;
  const air = isHaze ? sky.map((share, i) => share + mist[i]) : sky;
  const below = (region: 'land' | 'water') =>
    ofSky && areaOf(air) >= leastArea ? { region, share: air, colours: ofSky } : undefined;
  const parts: Part[] = [];
  const add = (share: Float32Array, like: Part['like'], isApart = true, sky?: Part['below']) => {
    if (isApart && areaOf(share) >= leastArea) parts.push({ share, like, amount: 1, below: sky });
    else for (let i = 0; i < solid.length; i++) solid[i] += share[i];
  };
  add(air, { colours: first(ofSky, ofWater, ofLand), heights: ofSky?.heights });
  // A stream in a forest mirrors what is around it, not a sky, and so does the spray of a fall.
  const mirrorsSky = areaOf(sky) >= leastArea || areaOf(land) < leastArea;
  add(water, { colours: first(ofWater, ofSky, ofLand) }, mirrorsSky, below('water'));
  const isOfSky = mirrorsSky || areaOf(mist) >= mostSpray;
  if (!isHaze) add(mist, { colours: ofSky ? atHorizon(ofSky) : first(ofWater, ofLand) }, isOfSky);
  parts.push({
    share: solid,
    like: { colours: first(ofLand, ofWater, ofSky) },
    amount: landStrength,
    below: below('land'),
  });
  return parts;
}

/** Mist has the colours of the lower sky. */
function atHorizon({ mean, covariance, heights }: NonNullable<Look['sky']>): RegionColours {
  const [l, a, b] = heights[skyHeights - 2];
  return { mean: [Math.max(0, mean[0] + l), mean[1] + a, mean[2] + b], covariance };
}

/** Shifts the colours of a sky at each height towards the target colours there. */
function followHeights(
  moved: Float32Array,
  share: Float32Array,
  side: number,
  mean: Lab,
  heights: readonly Lab[],
): void {
  const points = share.length;
  const { top, bottom } = rowsOf(share, side);
  const own = heightProfile(moved, share, side);
  const changes = heights.map((offset, k) => {
    const wanted: Lab = [mean[0] + offset[0], mean[1] + offset[1], mean[2] + offset[2]];
    return subtract(wanted, own[k]);
  });
  // A sky that darkens downwards keeps doing so: lightness is shape.
  const agreement = correlation(own, heights);
  const ofLightness =
    heightStrength * Math.min(1, mean[0] / darkSky) * Math.max(0, Math.min(1, 0.5 + agreement));
  for (let y = 0; y < side; y++) {
    const position = heightOf(y, top, bottom);
    const before = Math.min(Math.floor(position), skyHeights - 2);
    const part = position - before;
    for (let c = 0; c < 3; c++) {
      const strength = c === 0 ? ofLightness : heightStrength;
      const change = changes[before][c] + part * (changes[before + 1][c] - changes[before][c]);
      for (let x = 0, at = c * points + y * side; x < side; x++, at++) moved[at] += strength * change;
    }
  }
}

/** Of lightness over the heights. */
function correlation(one: readonly Lab[], other: readonly Lab[]): number {
  const deviations = (profile: readonly Lab[]) => {
    const mean = profile.reduce((sum, [l]) => sum + l, 0) / profile.length;
    return profile.map(([l]) => l - mean);
  };
  const [x, y] = [deviations(one), deviations(other)];
  const product = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + value * b[i], 0);
  return product(x, y) / Math.sqrt(product(x, x) * product(y, y) + 1e-9);
}
