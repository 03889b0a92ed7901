import { boxMean } from '../grids/box-filter.ts';
import { leastAround, mostAround } from '../grids/extremes.ts';
import { shareInBins, toBins } from '../grids/histogram.ts';
import { type Guide, lightnessOf } from './guided-filter.ts';

/** Shares from which a point certainly is water, and up to which it certainly is not. */
const [surelyWater, surelyOther] = [0.8, 0.15];
/** Minimum share of certain water in the picture to learn its appearance. */
const leastKnown = 0.003;
/** Resolution of lightness, tints (both 0 … 1) and doublings of roughness. */
const [lightnessStep, tintStep, roughnessStep] = [0.08, 0.035, 0.5];
/** Half the side of the window in which roughness is measured, in points; the second is its noise floor. */
const [roughnessRadius, smooth] = [3, 0.003];
/** Below this share of water, an appearance is too rare to say anything. */
const rare = 1e-5;
/** Weight of appearance relative to the network (both as log odds), and its maximum. */
const [looksCount, most] = [0.6, 3];
/**
 * In the dark everything looks alike: below the first lightness appearance has no weight, above the second its full
 * weight, 0 … 1.
 */
const [dark, lit] = [0.06, 0.16];
/** The network's shares are limited to this distance from 0 and 1. */
const unsure = 0.005;
/** Minimum share of a point that counts as water. */
const likely = 0.5;
/**
 * A gain of at most this width on either side of a point is only the rim of existing water: shores in mist look like
 * both.
 */
const rim = 2;
/** Points gain within this distance of wider gains. */
const reach = 10;

/**
 * Combines water's shares with the appearance of each point. The network knows the water of all photos; what it
 * certainly found of this photo's water and of everything else shows which colours and roughness each has here. So the
 * half of a river that the network doubts is water if it looks like the other half, and a bank next to it is not.
 *
 * Naive Bayes (algorithm §3.2): the odds of a share times the ratio between the frequencies of the point's appearance
 * in certain water and elsewhere.
 */
export function weighLooks(water: Float32Array, sure: Float32Array, guide: Guide): Float32Array {
  const known = sure.map((share) => (share > surelyWater ? share : 0));
  const others = water.map((share) => (share < surelyOther ? 1 - share : 0));
  const sum = known.reduce((total, share) => total + share, 0);
  if (sum < leastKnown * water.length) return water;
  const lightness = lightnessOf(guide);
  const bins = toBins(looksOf(guide, lightness));
  const asWater = shareInBins(bins, known);
  const asOther = shareInBins(bins, others);
  const weighed = water.map((share, i) => {
    const held = Math.min(1 - unsure, Math.max(unsure, share));
    const ratio = Math.log((asWater[i] + rare) / (asOther[i] + rare));
    const seen = Math.min(1, Math.max(0, (lightness[i] - dark) / (lit - dark)));
    const odds = Math.log(held / (1 - held)) + looksCount * seen * Math.max(-most, Math.min(most, ratio));
    return 1 / (1 + Math.exp(-odds));
  });
  const mayGain = findGains(water, weighed, guide);
  return weighed.map((share, i) => (mayGain[i] ? share : Math.min(share, water[i])));
}

/** 1 near points that become likely water together with a whole window around them, else 0. */
function findGains(before: Float32Array, after: Float32Array, { width, height }: Guide): Uint8Array {
  const gains = Uint8Array.from(before, (share, i) => (share <= likely && after[i] > likely ? 1 : 0));
  return mostAround(leastAround(gains, width, height, rim), width, height, reach);
}

/** Lightness, two tints and roughness of each point, in units of their resolution. */
function looksOf({ width, height, planes: [r, g, b] }: Guide, lightness: Float32Array): Float32Array[] {
  const mean = (values: Float32Array, radius: number) => boxMean(values, width, height, radius);
  const middle = mean(lightness, roughnessRadius);
  const squares = mean(
    lightness.map((value) => value * value),
    roughnessRadius,
  );
  return [
    mean(lightness, 1).map((value) => value / lightnessStep),
    mean(
      r.map((red, i) => red - g[i]),
      1,
    ).map((value) => value / tintStep),
    mean(
      b.map((blue, i) => (r[i] + g[i]) / 2 - blue),
      1,
    ).map((value) => value / tintStep),
    squares.map((square, i) => {
      const deviation = Math.sqrt(Math.max(0, square - middle[i] ** 2));
      return Math.log2(deviation + smooth) / roughnessStep;
    }),
  ];
}
