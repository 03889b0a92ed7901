import { matrixToSrgb } from '../colour/primaries.ts';
import {
  type Chromaticities,
  type ColourSignal,
  signalOfCodePoints,
  srgbPrimaries,
} from '../colour/signal.ts';
import type { ByteReader } from '../source.ts';
import { type Examination, unsupported } from './examination.ts';

/** Most bytes of a chunk that are read. */
const longestChunk = 64;
/** The value that files write for sRGB's gamma. */
const srgbGamma = 45_455;

/**
 * Reads the colours of a PNG from the chunks before its pixels: cICP before iCCP, sRGB, gAMA and cHRM (PNG third
 * edition, §4.3), as browsers do. Recognises animations.
 */
export async function examinePng(reader: ByteReader): Promise<Examination> {
  const chunks = await readChunks(reader);
  const animation = chunks.get('acTL');
  const frames = animation?.length === 8 ? animation.readUInt32BE(0) : 1;
  if (frames > 1) return unsupported(`an animated PNG with ${frames} frames`);
  const signal = signalOf(chunks);
  return signal ? { signal } : {};
}

/** Chunks before the pixels, by type. Long ones come without their content. */
async function readChunks(reader: ByteReader): Promise<Map<string, Buffer>> {
  const chunks = new Map<string, Buffer>();
  for (let at = 8; ; ) {
    const head = await reader.read(at, 8);
    const type = head.toString('latin1', 4);
    if (head.length < 8 || type === 'IDAT' || type === 'IEND') return chunks;
    const length = head.readUInt32BE(0);
    chunks.set(type, await reader.read(at + 8, length > longestChunk ? 0 : length));
    at += 12 + length;
  }
}

function signalOf(chunks: Map<string, Buffer>): ColourSignal | undefined {
  const codePoints = chunks.get('cICP');
  // Code points with a matrix are for video: a PNG holds red, green and blue.
  if (codePoints?.length === 4 && codePoints[2] === 0) {
    const [primaries, transfer] = codePoints; // Browsers ignore the range flag.
    return signalOfCodePoints(primaries, transfer, peakOf(chunks));
  }
  if (chunks.has('iCCP') || chunks.has('sRGB')) return undefined;
  return signalOfGamma(chunks.get('gAMA'), chunks.get('cHRM'));
}

/** MaxCLL, or else the peak of the mastering display, in units of 0.0001 cd/m². */
function peakOf(chunks: Map<string, Buffer>): number | undefined {
  const content = chunks.get('cLLI');
  const display = chunks.get('mDCV');
  const contentPeak = content?.length === 8 ? content.readUInt32BE(0) : 0;
  const displayPeak = display?.length === 24 ? display.readUInt32BE(16) : 0;
  return (contentPeak || displayPeak) / 10_000 || undefined;
}

function signalOfGamma(gammaChunk?: Buffer, chromaticities?: Buffer): ColourSignal | undefined {
  const gamma = gammaChunk?.length === 4 ? gammaChunk.readUInt32BE(0) : 0;
  const primaries = chromaticities?.length === 32 ? readPrimaries(chromaticities) : srgbPrimaries;
  const isSrgb = gamma === srgbGamma && primaries === srgbPrimaries;
  if (gamma === 0 || isSrgb || !matrixToSrgb(primaries)) return undefined;
  return { primaries, transfer: { kind: 'power', exponent: 100_000 / gamma } };
}

function readPrimaries(bytes: Buffer): Chromaticities {
  const point = (at: number) =>
    [bytes.readUInt32BE(at) / 100_000, bytes.readUInt32BE(at + 4) / 100_000] as const;
  return { white: point(0), red: point(8), green: point(16), blue: point(24) };
}
