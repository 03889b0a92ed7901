import fc from 'fast-check';
import sharp from 'sharp';
import { landscape } from '../photo/pictures.ts';
import { deadlineMs, type FuzzedServer } from './fuzzed-server.ts';
import { mutated } from './mutation.ts';
import type { Target } from './target.ts';

const small = landscape().resize(96, 72);
const exif = { IFD0: { Copyright: 'nobody', Orientation: '6' } };

const real = await Promise.all([
  small.clone().jpeg().toBuffer(),
  small.clone().jpeg({ progressive: true }).withExif(exif).toBuffer(),
  small.clone().withIccProfile('p3').jpeg().toBuffer(),
  small.clone().png().toBuffer(),
  small.clone().png({ palette: true, progressive: true }).toBuffer(),
  small.clone().webp().toBuffer(),
  small.clone().webp({ lossless: true }).toBuffer(),
  small.clone().avif({ effort: 0 }).toBuffer(),
  small.clone().tiff().toBuffer(),
  small.clone().tiff({ compression: 'lzw', predictor: 'horizontal', tile: true }).toBuffer(),
  small.clone().tiff({ compression: 'deflate' }).toBuffer(),
  small.clone().gif().toBuffer(),
  sharp(await small.clone().png().toBuffer())
    .toColourspace('rgb16')
    .png()
    .toBuffer(),
]);

const operations = JSON.stringify({
  query: `mutation ($file: Upload!) { uploadImage(input: { file: $file }) {
    __typename ... on UploadImageSuccess { image { id } } ... on UserError { code message } } }`,
  variables: { file: null },
});

async function attempt(bytes: Buffer<ArrayBuffer>, server: FuzzedServer): Promise<void> {
  const form = new FormData();
  form.append('operations', operations);
  form.append('map', '{"0":["variables.file"]}');
  form.append('0', new Blob([bytes]), 'photo.jpg');
  const signal = AbortSignal.timeout(deadlineMs);
  const response = await fetch(server.url, {
    method: 'POST',
    headers: { 'apollo-require-preflight': 'true' },
    body: form,
    signal,
  });
  const text = await response.text();
  server.checkAnswer(text);
  const { __typename: outcome, code } = JSON.parse(text).data.uploadImage;
  if (outcome !== 'UploadImageSuccess' && !/IMAGE/.test(code)) {
    throw new Error(`Expected an image or a clear word about it, but received ${text}`);
  }
}

/** Photos of every format that is taken, damaged, uploaded. */
export const images: Target<Buffer<ArrayBuffer>> = {
  name: 'image files',
  share: 0.15,
  cases: mutated(fc.constantFrom(...real)),
  attempt,
};
