import type { Browser, Page } from 'playwright-core';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { decodePhoto } from '../../src/photo/decode.ts';
import { describeInChromium, launchChromium } from '../support/chromium.ts';
import { withCodePoints } from './avif-colours.ts';
import { landscape, longs, withChunks } from './pictures.ts';

const size = { width: 320, height: 180 };

const deep = () => landscape().toColourspace('rgb16');
const png = (image: Sharp) => image.png().toBuffer();
const avif = (image: Sharp) =>
  image.avif({ quality: 95, chromaSubsampling: '4:4:4', bitdepth: 10, effort: 0 }).toBuffer();
const p3 = longs(31_270, 32_900, 68_000, 32_000, 26_500, 69_000, 15_000, 6_000);

/** The landscape in every way that says what its colours mean. Its sky is brighter than 1000 cd/m² where it is taken for PQ. */
const photos: [string, string, () => Promise<Buffer>][] = [
  ['a JPEG', 'jpeg', () => landscape().jpeg().toBuffer()],
  ['a progressive JPEG', 'jpeg', () => landscape().jpeg({ progressive: true }).toBuffer()],
  ['a grey JPEG', 'jpeg', () => landscape().greyscale().jpeg().toBuffer()],
  ['a JPEG with a profile of P3', 'jpeg', () => landscape().withIccProfile('p3').jpeg().toBuffer()],
  ['a WebP with a profile of P3', 'webp', () => landscape().withIccProfile('p3').webp().toBuffer()],
  ['a WebP with alpha', 'webp', () => landscape().ensureAlpha(0.4).webp({ lossless: true }).toBuffer()],
  ['a GIF', 'gif', () => landscape().gif().toBuffer()],
  ['a PNG', 'png', () => png(landscape())],
  ['a PNG of 16 bits', 'png', () => png(deep())],
  ['a PNG with a palette', 'png', () => landscape().png({ palette: true }).toBuffer()],
  ['a PNG with alpha', 'png', () => png(landscape().ensureAlpha(0.4))],
  ['a PNG with a profile of P3', 'png', () => png(landscape().withIccProfile('p3'))],
  ['a PNG with gAMA 1.0', 'png', async () => withChunks(await png(deep()), { gAMA: longs(100_000) })],
  [
    'a PNG with cHRM of P3',
    'png',
    async () => withChunks(await png(deep()), { gAMA: longs(45_455), cHRM: p3 }),
  ],
  ...[1, 4, 5, 6, 9, 10, 11, 12, 22].map(pngWithCodePoints((primaries) => [primaries, 13])),
  ...[1, 4, 5, 6, 7, 8, 13, 14, 17].map(pngWithCodePoints((transfer) => [1, transfer])),
  ...[16, 18].map(pngWithCodePoints((transfer) => [9, transfer])),
  ['an AVIF', 'avif', () => avif(deep())],
  ...[
    [12, 13],
    [9, 16],
    [9, 18],
    [1, 1],
    [1, 8],
    [9, 14],
  ].map(avifWithCodePoints),
];

function pngWithCodePoints(choose: (code: number) => readonly [number, number]) {
  return (code: number): [string, string, () => Promise<Buffer>] => {
    const points = choose(code);
    const make = async () => withChunks(await png(bright(deep())), { cICP: [...points, 0, 1] });
    return [`a PNG with code points ${points}`, 'png', make];
  };
}

function avifWithCodePoints([primaries, transfer]: number[]): [string, string, () => Promise<Buffer>] {
  const make = async () => withCodePoints(await avif(bright(deep())), primaries, transfer);
  return [`an AVIF with code points ${primaries},${transfer}`, 'avif', make];
}

/** So bright that its lightest part is white. */
function bright(image: Sharp): Sharp {
  return image.linear(1.4, 0);
}

describeInChromium('decodePhoto shows what a browser shows of', () => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    browser = await launchChromium();
    page = await browser.newPage();
  });
  afterAll(async () => {
    await browser?.close();
  });

  it.each(photos)('%s', async (_, type, make) => {
    const bytes = await make();
    const drawn = await draw(page, bytes, `image/${type}`);
    const { rgba } = await decodePhoto(bytes, size);
    let sum = 0;
    for (let at = 0; at < rgba.length; at++) sum += Math.abs(rgba[at] - drawn[at]);
    expect(sum / ((rgba.length * 3) / 4)).toBeLessThan(2);
  });
});

/** What the browser shows of a picture on a white page: RGBA. */
async function draw(page: Page, bytes: Buffer, type: string): Promise<Buffer> {
  const url = await page.evaluate(
    async (source) => {
      const image = new Image();
      image.src = source;
      await image.decode();
      const canvas = document.createElement('canvas');
      canvas.width = image.naturalWidth;
      canvas.height = image.naturalHeight;
      const context = canvas.getContext('2d', { colorSpace: 'srgb' }) as CanvasRenderingContext2D;
      context.fillStyle = '#fff';
      context.fillRect(0, 0, canvas.width, canvas.height);
      context.drawImage(image, 0, 0);
      return canvas.toDataURL('image/png');
    },
    `data:${type};base64,${bytes.toString('base64')}`,
  );
  return sharp(Buffer.from(url.slice(url.indexOf(',') + 1), 'base64'))
    .ensureAlpha()
    .raw()
    .toBuffer();
}
