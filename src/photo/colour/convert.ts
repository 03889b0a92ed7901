import { luminanceShares, matrixToSrgb } from './primaries.ts';
import { type ColourSignal, srgbPrimaries } from './signal.ts';
import { toneCurve } from './tone.ts';
import { nominalPeakNits, referenceWhiteNits, toLight, toSrgb } from './transfer.ts';

const levels = 65_536;
const nominalPeak = nominalPeakNits / referenceWhiteNits;
/** Share of pixels that may be brighter than the measured peak: sparkles and hot pixels. */
const sparkleShare = 1e-4;

type Light = (pixel: number, light: Float64Array) => void;

/**
 * Converts a picture to 8-bit sRGB, on white where it is transparent. HDR is tone-mapped to SDR: if nothing is brighter
 * than diffuse white (203 cd/m²), diffuse white stays white; otherwise it is darkened to make room for highlights.
 * @param samples RGBA, 16 bits each, alpha not premultiplied
 * @returns RGBA, alpha always 255
 */
export function convertToSrgb(samples: Uint16Array, signal: ColourSignal): Uint8Array {
  const lightOf = lightReader(samples, signal);
  const isHdr = signal.transfer.kind === 'pq' || signal.transfer.kind === 'hlg';
  const peak = isHdr ? peakOf(samples.length / 4, lightOf, signal.peakNits) : 1;
  return encode(samples, lightOf, isHdr ? toneCurve(peak) : null, signal);
}

/** Reads a pixel's linear light (1 is diffuse white) in the photo's own primaries. */
function lightReader(samples: Uint16Array, { primaries, transfer }: ColourSignal): Light {
  const table = new Float64Array(levels);
  for (let level = 0; level < levels; level++) table[level] = toLight(transfer, level / (levels - 1));
  const read: Light = (pixel, light) => {
    for (let channel = 0; channel < 3; channel++) light[channel] = table[samples[4 * pixel + channel]];
  };
  if (transfer.kind !== 'hlg') return read;
  // HLG system gamma for a display of 1000 cd/m² (ITU-R BT.2100, table 5).
  const [red, green, blue] = luminanceShares(primaries);
  return (pixel, light) => {
    read(pixel, light);
    const gain = nominalPeak * (red * light[0] + green * light[1] + blue * light[2]) ** 0.2;
    for (let channel = 0; channel < 3; channel++) light[channel] *= gain;
  };
}

/** Peak brightness, from the file or else from the pixels, at most 1000 cd/m². */
function peakOf(pixels: number, lightOf: Light, peakNits?: number): number {
  if (peakNits) return peakNits / referenceWhiteNits;
  const bins = new Uint32Array(4096);
  const light = new Float64Array(3);
  for (let pixel = 0; pixel < pixels; pixel++) {
    lightOf(pixel, light);
    const brightest = Math.min(Math.max(light[0], light[1], light[2]) / nominalPeak, 1);
    bins[Math.round(brightest * (bins.length - 1))]++;
  }
  let bin = bins.length - 1;
  for (let brighter = bins[bin]; bin > 0 && brighter <= pixels * sparkleShare; brighter += bins[bin]) bin--;
  return (bin / (bins.length - 1)) * nominalPeak;
}

function encode(
  samples: Uint16Array,
  lightOf: Light,
  tone: ((light: number) => number) | null,
  signal: ColourSignal,
): Uint8Array {
  const pixels = samples.length / 4;
  const rgba = new Uint8Array(4 * pixels).fill(255);
  const encoded = Float32Array.from({ length: levels }, (_, level) => 255 * toSrgb(level / (levels - 1)));
  const matrix = matrixToSrgb(signal.primaries) ?? matrixToSrgb(srgbPrimaries);
  if (!matrix) throw new Error('Expected a matrix for the primaries of sRGB');
  const light = new Float64Array(3);
  for (let pixel = 0; pixel < pixels; pixel++) {
    lightOf(pixel, light);
    const brightest = Math.max(light[0], light[1], light[2]);
    const gain = tone && brightest > 0 ? tone(brightest) / brightest : 1;
    const alpha = samples[4 * pixel + 3] / (levels - 1);
    for (let channel = 0; channel < 3; channel++) {
      const row = 3 * channel;
      const sum = matrix[row] * light[0] + matrix[row + 1] * light[1] + matrix[row + 2] * light[2];
      const level = Math.round(Math.min(Math.max(gain * sum, 0), 1) * (levels - 1));
      rgba[4 * pixel + channel] = Math.round(255 + alpha * (encoded[level] - 255));
    }
  }
  return rgba;
}
