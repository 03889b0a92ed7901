import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodePhoto } from '../../src/photo/decode.ts';
import { withCodePoints } from './avif-colours.ts';
import { longs, withChunks } from './pictures.ts';

const size = { width: 64, height: 64 };
type Colour = readonly [number, number, number];

/** A picture of one colour, its samples 0…1, as a PNG of 16 bits. */
function plain(colour: Colour): Promise<Buffer> {
  const samples = Uint16Array.from({ length: 64 * 64 * 3 }, (_, at) => Math.round(65_535 * colour[at % 3]));
  return sharp(samples, { raw: { ...size, channels: 3 } })
    .toColourspace('rgb16')
    .png()
    .toBuffer();
}

async function colourOf(bytes: Buffer): Promise<number[]> {
  const { rgba } = await decodePhoto(bytes, size);
  return [...rgba.subarray(0, 3)];
}

async function expectColour(bytes: Buffer, expected: ArrayLike<number>, tolerance = 1): Promise<void> {
  const received = await colourOf(bytes);
  const distance = Math.max(...received.map((value, channel) => Math.abs(value - expected[channel])));
  expect(distance, `${received} against ${Array.from(expected)}`).toBeLessThanOrEqual(tolerance);
}

const half: Colour = [0.5, 0.5, 0.5];
/** A red that P3 and sRGB both hold, as P3 writes it: sRGB 230, 30, 30. */
const p3Red: Colour = [211 / 255, 55 / 255, 44 / 255];
/** The same with a pure gamma of 2.2. */
const p3RedOfGamma: Colour = [0.8229, 0.2266, 0.1878];
const red = [230, 30, 30];
const p3Chromaticities = longs(31_270, 32_900, 68_000, 32_000, 26_500, 69_000, 15_000, 6_000);

/** Samples of PQ for light in cd/m² (SMPTE ST 2084). */
function pq(nits: number): number {
  const power = (nits / 10_000) ** (2610 / 16384);
  const [c1, c2, c3] = [3424 / 4096, (2413 / 4096) * 32, (2392 / 4096) * 32];
  return ((c1 + c2 * power) / (1 + c3 * power)) ** ((2523 / 4096) * 128);
}

describe('a PNG without an ICC profile', () => {
  it.each([
    ['no word about colours', {}, half, [128, 128, 128]],
    ['gAMA 1.0, which is light itself', { gAMA: longs(100_000) }, half, [188, 188, 188]],
    ['gAMA of 1.8', { gAMA: longs(55_556) }, half, [147, 147, 147]],
    ['the gAMA that stands for sRGB', { gAMA: longs(45_455) }, half, [128, 128, 128]],
    ['sRGB, which counts more than gAMA', { sRGB: [0], gAMA: longs(100_000) }, half, [128, 128, 128]],
    ['gAMA 0', { gAMA: longs(0) }, half, [128, 128, 128]],
    ['cICP of linear light', { cICP: [1, 8, 0, 1] }, half, [188, 188, 188]],
    ['cICP of BT.709', { cICP: [1, 1, 0, 1] }, half, [120, 120, 120]],
    ['cICP of gamma 2.2', { cICP: [1, 4, 0, 1] }, half, [128, 128, 128]],
    ['cICP of an unknown transfer', { cICP: [1, 99, 0, 1] }, half, [128, 128, 128]],
    ['cICP of Display P3', { cICP: [12, 13, 0, 1] }, p3Red, red],
    ['cICP, which counts more than sRGB', { cICP: [12, 13, 0, 1], sRGB: [0] }, p3Red, red],
    ['cHRM of Display P3', { gAMA: longs(45_455), cHRM: p3Chromaticities }, p3RedOfGamma, red],
    [
      'cHRM that spans nothing',
      { gAMA: longs(45_455), cHRM: longs(0, 0, 0, 0, 0, 0, 0, 0) },
      half,
      [128, 128, 128],
    ],
    ['diffuse white of PQ', { cICP: [9, 16, 0, 1] }, [pq(203), pq(203), pq(203)], [255, 255, 255]],
    ['half as much light in PQ', { cICP: [9, 16, 0, 1] }, [pq(101.5), pq(101.5), pq(101.5)], [188, 188, 188]],
    ['diffuse white of HLG', { cICP: [9, 18, 0, 1] }, [0.75, 0.75, 0.75], [255, 255, 255]],
  ] as const)('and with %s', async (_, chunks, samples, expected) => {
    const picture = withChunks(await plain(samples), chunks);
    await expectColour(picture, expected, expected === red ? 3 : 1);
  });

  it('with a peak brightness makes room for it above diffuse white', async () => {
    const white = await plain([pq(203), pq(203), pq(203)]);
    const peak = (nits: number) => withChunks(white, { cICP: [9, 16, 0, 1], cLLI: longs(nits * 10_000, 0) });
    await expectColour(peak(203), [255, 255, 255]);
    await expectColour(peak(1000), [188, 188, 188]);
    const [level] = await colourOf(peak(400));
    expect(level).toBeGreaterThan(188);
    expect(level).toBeLessThan(255);
    const display = Buffer.concat([Buffer.alloc(16), longs(10_000_000, 50)]);
    await expectColour(withChunks(white, { cICP: [9, 16, 0, 1], mDCV: display }), [188, 188, 188]);
  });

  it('with highlights keeps their shades distinct', async () => {
    const steps = [100, 203, 400, 700, 1000].map((nits) => Math.round(65_535 * pq(nits)));
    const samples = Uint16Array.from(
      { length: 64 * 64 * 3 },
      (_, at) => steps[Math.floor(((at / 3) % 64) / 13)],
    );
    const png = await sharp(samples, { raw: { ...size, channels: 3 } })
      .toColourspace('rgb16')
      .png()
      .toBuffer();
    const { rgba } = await decodePhoto(withChunks(png, { cICP: [9, 16, 0, 1] }), size);
    const levels = steps.map((_, step) => rgba[4 * (13 * step + 5)]);
    expect(levels).toEqual([...levels].sort((one, other) => one - other));
    expect(new Set(levels).size).toBe(steps.length);
    expect(levels[4]).toBe(255);
  });

  it('shows white where it is transparent, whatever its colours mean', async () => {
    const clear = await sharp(await plain(half))
      .ensureAlpha(0.5)
      .toColourspace('rgb16')
      .png()
      .toBuffer();
    await expectColour(withChunks(clear, { gAMA: longs(100_000) }), [222, 222, 222], 2);
  });
});

it('prefers the profile of a PNG to its gAMA, and cICP to the profile', async () => {
  const background = { r: 230, g: 30, b: 30 };
  const profiled = await sharp({ create: { ...size, channels: 3, background } })
    .withIccProfile('p3')
    .png()
    .toBuffer();
  await expectColour(withChunks(profiled, { gAMA: longs(100_000) }), red);
  const samples = await sharp(profiled, { ignoreIcc: true }).raw().toBuffer();
  await expectColour(withChunks(profiled, { cICP: Buffer.from([1, 13, 0, 1]) }), samples.subarray(0, 3));
});

describe('an AVIF without an ICC profile', () => {
  const avif = async (colour: Colour) =>
    sharp(await plain(colour))
      .avif({ quality: 100, chromaSubsampling: '4:4:4', bitdepth: 10, effort: 0 })
      .toBuffer();

  it.each([
    ['sRGB', [1, 13], half, [128, 128, 128]],
    ['nothing that is known', [2, 2], half, [128, 128, 128]],
    ['BT.709, which browsers take for sRGB', [1, 1], half, [128, 128, 128]],
    ['linear light', [1, 8], half, [188, 188, 188]],
    ['Display P3', [12, 13], p3Red, red],
    ['PQ', [9, 16], [pq(203), pq(203), pq(203)], [255, 255, 255]],
    ['HLG', [9, 18], [0.75, 0.75, 0.75], [255, 255, 255]],
  ] as const)('and with code points of %s', async (_, [primaries, transfer], samples, expected) => {
    await expectColour(withCodePoints(await avif(samples), primaries, transfer), expected, 3);
  });

  it('with a peak brightness makes room for it above diffuse white', async () => {
    const box = Buffer.from('\0\0\0\x0cclli\0\0\0\0', 'latin1');
    box.writeUInt16BE(1000, 8);
    const bytes = withCodePoints(await avif([pq(203), pq(203), pq(203)]), 9, 16, [box]);
    await expectColour(bytes, [188, 188, 188], 3);
  });
});
